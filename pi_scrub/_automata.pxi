# The automata of judges/plans.py as tables that grow as they are walked: a set of nodes is a state, and what is known of a step is kept.
# The first digits of most numbers decide, and how many follow; what they decided is noted, since the steps are seldom near in memory.
# `_numbers.pxi` includes it and walks them.

cdef enum:
    STEPS = 12  # places for the steps of a state: one for each digit,
    UNIFORM = 10  # and whether all digits lead to one
    ANY_DIGIT = 0x3FF
    HEADS = 1024

cdef struct Prefixes:
    u8 text[4][8]
    u32 size[4]
    u32 count

cdef struct State:  # a set of nodes in the pool, and how many digits led to it
    u32 at
    u32 count
    u32 length
    u64 hash

cdef struct Table:  # an automaton as far as it is known
    u16 *steps  # STEPS for each state; 0 where one is not known
    u32 *heads  # by the first three digits and the size: these, what is told of them, and a bit for each fourth digit of which that is so
    u32 *told  # what a state stands for, or UNTOLD
    State *states
    u32 room, count
    u32 *pool  # packed nodes: of the states, and behind the nodes
    u64 pool_room, pool_used
    Pair *behind  # for each node, where in the pool; nothing is known of it where the start is UNTOLD
    u32 *marks  # for each node, the last set it was put into
    u32 node_room, mark
    u32 *known  # states by their hashes
    u32 known_room
    Prefixes twists
    bint shortens  # whether what other twists leave is an end of the digits
    u32 taken  # of what its automaton has learned

cdef int _set_prefixes(Prefixes *prefixes, list texts) except -1:
    cdef bytes text
    prefixes.count = len(texts)
    for index, text in enumerate(each.encode() for each in texts):
        prefixes.size[index] = len(text)
        memcpy(prefixes.text[index], PyBytes_AS_STRING(text), len(text))
    return 0


cdef u32 _prefix(Prefixes *prefixes, const u8 *digits, u32 size) noexcept nogil:
    """The length of the first that digits begin with, or 0."""
    cdef u32 index
    for index in range(prefixes.count):
        if prefixes.size[index] <= size and memcmp(digits, prefixes.text[index], prefixes.size[index]) == 0:
            return prefixes.size[index]
    return 0


cdef void _free_table(Table *table) noexcept:
    free(table.steps)
    free(table.heads)
    free(table.told)
    free(table.states)
    free(table.pool)
    free(table.behind)
    free(table.marks)
    free(table.known)


cdef int _grown(void **rows, u64 room, size_t size) except -1 nogil:
    cdef void *grown = realloc(rows[0], room * size)
    if grown == NULL:
        with gil:
            raise MemoryError
    rows[0] = grown
    return 0


cdef inline int _push(Table *table, u32 node) except -1 nogil:
    """Puts a packed node behind those of the pool."""
    _room(<void **>&table.pool, &table.pool_room, table.pool_used, sizeof(u32))
    table.pool[table.pool_used] = node
    table.pool_used += 1
    return 0


cdef int _more_nodes(Table *table, u32 node) except -1 nogil:
    """Room for what is known of a node."""
    cdef u32 room = 2 * node + 64, index
    if node < table.node_room:
        return 0
    _grown(<void **>&table.behind, room, sizeof(Pair))
    _grown(<void **>&table.marks, room, sizeof(u32))
    for index in range(table.node_room, room):
        table.behind[index].start = <u32>UNTOLD
        table.marks[index] = 0
    table.node_room = room
    return 0


cdef int _more_states(Table *table) except -1 nogil:
    """Room for more states, and for finding them again."""
    cdef u32 room = 2 * table.room + 64, index
    _grown(<void **>&table.steps, STEPS * room, sizeof(u16))
    _grown(<void **>&table.told, room, sizeof(u32))
    _grown(<void **>&table.states, room, sizeof(State))
    memset(table.steps + STEPS * table.room, 0, STEPS * (room - table.room) * sizeof(u16))
    for index in range(table.room, room):
        table.told[index] = <u32>UNTOLD
    table.room = room
    table.known_room = 64
    while table.known_room < 2 * room:
        table.known_room *= 2
    _grown(<void **>&table.known, table.known_room, sizeof(u32))
    memset(table.known, 0, table.known_room * sizeof(u32))
    for index in range(DEAD + 1, table.count):
        _list_state(table, index)
    return 0


cdef void _list_state(Table *table, u32 state) noexcept nogil:
    cdef u64 place = table.states[state].hash >> 20
    while table.known[place & (table.known_room - 1)]:
        place += 1
    table.known[place & (table.known_room - 1)] = state


cdef u32 _known_state(Table *table, u64 start, u32 length, u64 hash) noexcept nogil:
    """The state that is the marked set at the end of the pool, or 0."""
    cdef u64 place = hash >> 20
    cdef u32 state, index
    cdef State *one
    while True:
        state = table.known[place & (table.known_room - 1)]
        if state == 0:
            return 0
        one = &table.states[state]
        if one.hash == hash and one.length == length and one.count == table.pool_used - start:
            index = 0
            while index < one.count and table.marks[table.pool[one.at + index] >> DIGITS] == table.mark:
                index += 1
            if index == one.count:
                return state
        place += 1


cdef inline u32 _head_place(u32 first) noexcept nogil:
    return first + (first >> 2) & HEADS - 1


cdef inline void _note_head(u32 *head, u32 said, u32 fourth) noexcept nogil:
    """Notes what is said of three digits and some fourth ones; of one thing said of them only, the last."""
    head[0] = (head[0] | fourth) if head[0] >> 10 == said else said << 10 | fourth


cdef bint _is_uniform(Table *table, u64 start) noexcept nogil:
    """Whether each node of the set at the end of the pool takes any digit, or none."""
    cdef u32 digits
    cdef u64 place
    for place in range(start, table.pool_used):
        digits = table.pool[place] & ANY_DIGIT
        if digits and digits != ANY_DIGIT:
            return False
    return True


cdef u32 _new_state(Table *table, u64 start, u32 length, u64 hash) except 0 nogil:
    """Makes the set at the end of the pool a state."""
    cdef u32 state = table.count
    if state >= MOST_STATES or table.pool_used >= <u32>UNTOLD:
        with gil:
            raise MemoryError
    if state == table.room:
        _more_states(table)
    table.states[state] = State(start, table.pool_used - start, length, hash)
    table.steps[STEPS * state + UNIFORM] = _is_uniform(table, start)
    table.count += 1
    if state > DEAD:
        _list_state(table, state)
    return state
