# The native phone judge: the commonest candidates of judges/phone.py, function by function under the same names, over the
# automata of judges/plans.py, whose sets of nodes it numbers as states and whose steps it remembers. It decides as that does or says ASK, and then that is asked: for several numbers behind
# a +, dates and addresses beside a number, carrier codes, exit codes, formats that depend on the digits. A Numbers
# serves one thread at a time.

cdef enum:  # what a judge says
    NO = 0
    YES = 1
    ASK = 2

cdef enum:  # bits of judges/plans.py
    VALID = 1
    TWISTED = 2
    TRUNK = 4
    GROUPED = 8
    SIZES = 8
    SIGNIFICANT = 1
    EXIT = 2
    STRIPPED = 4

cdef enum:
    MOST_TEXT = 4200  # bytes of the longest candidate that is looked at here
    MOST_PIECES = MOST_TEXT / 2 + 1
    MOST_FOUND = MOST_TEXT / 7 + 1
    MOST_DIGITS = 20
    MOST_LONG = 60  # of what is too long to be a number and stands behind a +
    MOST_REGIONS = 256  # libphonenumber knows 245
    MOST_STATES = 1 << 16  # the largest plan has some 1,300
    START = 1
    DEAD = 2
    DIGITS = 10
    TAILS = 4096
    MOST_ENDS = 64  # of which twice MAX_PIECES are used
    MOST_GROUPS = 7  # of a number grouped as its country does it, with something before it
    UNTOLD = 0xFFFFFFFE
    VARIES = 0xFFFFFFFD

cdef struct Number:  # a canonical value, its + included where it has one
    u8 text[MOST_LONG + 4]
    u32 size
    u32 start  # where it stands in its candidate
    u32 end

include "_shapes.pxi"
include "_automata.pxi"

cdef struct Region:
    u8 code[4]
    u32 code_size
    int number  # the code
    Prefixes trunks  # none where more is to be taken off than one of these
    Prefixes exits
    u32 national  # the tables
    u32 dialled


cdef bint _between_slashes(const u8 *text, u32 size) noexcept nogil:
    """Whether a slash has as many digits on both sides as a number has."""
    cdef const u8 *slash = <const u8 *>memchr(text, b"/", size)
    cdef u32 before = 0, behind = 0
    cdef const u8 *p = text
    while slash != NULL and behind == 0:
        while p < slash:
            before += _digit(p[0])
            p += 1
        if before >= G_MIN_DIGITS:
            while p < text + size:
                behind += _digit(p[0])
                p += 1
            return behind >= G_MIN_DIGITS
        slash = <const u8 *>memchr(slash + 1, b"/", size - (slash + 1 - text))
    return False


@cython.final
cdef class Numbers:
    """The phone judge of a policy. `plans` is judges/plans.py, `codes` gives all calling codes, `rules` is what phone.py makes of the
    policy, `piece` judges a piece of a run, `plus` a + and what is behind it. What is made of them is made when the first number is judged."""

    cdef object _plans, _rules, _piece_judge, _plus_judge, _codes  # the codes are None once that is done
    cdef list automata
    cdef Table *tables
    cdef u32 table_count
    cdef int of_code[1000]  # one more than the table of a calling code; -1 where the table is not made yet
    cdef int written[1000]  # one more than the table of how a calling code's numbers are written; 0 where it is not made yet
    cdef u32 lengths[1000]  # for each calling code, a bit for each number of digits that may be one behind it; 0 where it is not known yet
    cdef Region regions[MOST_REGIONS]
    cdef int region_count
    cdef u32 cell, bare
    cdef bint bracketed  # whether a trunk prefix in brackets is in the run
    cdef bint tails_known, any_tail
    cdef u64 tails[TAILS / 64]  # a bit for each way the groups behind the first of a local number are sized, by `_tail_place`
    cdef Number found[MOST_FOUND]
    cdef u8 blanked[MOST_TEXT]
    cdef Pair pieces[MOST_PIECES]
    cdef Pair digits[MOST_PIECES]  # how many of the run stand before each of them, and before its end
    cdef int count
    cdef Number readings[2 * MOST_REGIONS + 2]
    cdef Number later[MOST_REGIONS + 1]
    cdef int trunked  # of the readings, those that stand as a region demands it, or are international

    def __init__(self, plans, codes, rules, piece, plus):
        if len(rules.regions) > MOST_REGIONS:
            raise ValueError("more regions than there is room for")
        self._plans, self._codes, self._rules, self._piece_judge, self._plus_judge, self.automata = plans, codes, rules, piece, plus, []
        self.cell, self.bare = rules.cell, rules.bare

    def __dealloc__(self):
        for index in range(self.table_count):
            _free_table(&self.tables[index])
        free(self.tables)

    cdef int _begin(self) except -1:
        self.region_count = 0
        for code in self._codes():
            self.of_code[int(code)] = -1
        for region, prefix in zip(self._rules.regions, self._rules.prefixes):
            self._add_region(region, prefix[1:].encode())
        self._codes = None
        return 0

    cdef int _add_region(self, str name, bytes code) except -1:
        cdef Region *region = &self.regions[self.region_count]
        trunks, exits = self._plans.prefixes(name)
        region.code_size, region.number = len(code), int(code)
        memcpy(region.code, PyBytes_AS_STRING(code), len(code))
        _set_prefixes(&region.trunks, trunks)
        _set_prefixes(&region.exits, exits)
        region.national = self._table_of(int(code))
        region.dialled = self._add(self._plans.dialled(name))
        self.region_count += 1
        return 0

    def judged(self, bytes text, u32 context):
        """What `judge` says, as Python has it: None for ASK, else [(start, end, canonical value), …]."""
        cdef int said = self.judge(<const u8 *>PyBytes_AS_STRING(text), len(text), context)
        if said == ASK:
            return None
        return [(self.found[n].start, self.found[n].end, self.found[n].text[: self.found[n].size].decode()) for n in range(self.count)]

    # --- the automata ---

    cdef u32 _add(self, automaton) except 0xFFFFFFFF:
        cdef u32 index = self.table_count
        cdef Table *grown = <Table *>realloc(self.tables, (index + 1) * sizeof(Table))
        if grown == NULL:
            raise MemoryError
        self.tables = grown
        memset(&grown[index], 0, sizeof(Table))
        self.automata.append(automaton)
        self.table_count += 1
        grown[index].heads = <u32 *>calloc(HEADS, sizeof(u32))
        if grown[index].heads == NULL:
            raise MemoryError
        _more_states(&grown[index])
        grown[index].count = START
        for node in automaton.begun:
            _push(&grown[index], node)
        _new_state(&grown[index], 0, 0, 0)
        grown[index].count = DEAD + 1
        return index

    cdef u32 _table_of(self, int code) except 0xFFFFFFFF nogil:
        """The table of a calling code."""
        if self.of_code[code] < 0:
            with gil:
                self._make_table(code)
        return self.of_code[code] - 1

    cdef int _make_table(self, int code) except -1:
        automaton = self._plans.national(code)
        self.of_code[code] = self._add(automaton) + 1
        _set_prefixes(&self.tables[self.of_code[code] - 1].twists, self._plans.twists(code))
        self.tables[self.of_code[code] - 1].shortens = self._plans.shortens(code)
        return 0

    cdef u32 _shown(self, int code, const u8 *digits, u32 size) except 0xFFFFFFFF nogil:
        """How the valid number of these national digits is written."""
        if self.written[code] == 0:
            with gil:
                self._make_written(code)
        return self._walked(self.written[code] - 1, digits, size)

    cdef int _make_written(self, int code) except -1:
        self.written[code] = self._add(self._plans.written(code)) + 1
        return 0

    cdef u32 _lengths_of(self, int code) except 0xFFFFFFFF nogil:
        """A bit for each number of digits that may stand behind a calling code."""
        if self.lengths[code] == 0:
            with gil:
                self._ask_lengths(code)
        return self.lengths[code]

    cdef int _ask_lengths(self, int code) except -1:
        cdef int length
        self.lengths[code] = 1
        for length in self._plans.lengths(code):
            self.lengths[code] |= <u32>1 << length
        return 0

    cdef u32 _walked(self, u32 index, const u8 *digits, u32 size) except 0xFFFFFFFF nogil:
        """What an automaton says of digits."""
        cdef u32 first, head
        if not 4 < size <= MOST_DIGITS:
            return self._stepped(index, digits, size, 0)
        first = 100 * (digits[0] - 48) + 10 * (digits[1] - 48) + digits[2] - 48 | size << 10
        head = self.tables[index].heads[_head_place(first)]
        return head >> 10 & 7 if head >> 13 == first and head >> digits[3] - 48 & 1 else self._stepped(index, digits, size, first)

    cdef u32 _stepped(self, u32 index, const u8 *digits, u32 size, u32 first) except 0xFFFFFFFF nogil:
        """The same, step by step; where the first three or four digits decide, that is noted."""
        cdef Table *table = &self.tables[index]
        cdef u32 state = START, place, next_state, told
        for place in range(size):
            next_state = table.steps[STEPS * state + digits[place] - 48]
            if next_state == 0:
                next_state = self._step(index, state, digits[place] - 48)
            state = next_state
            if state == DEAD or (first and (place == 2 or place == 3) and table.steps[STEPS * state + UNIFORM]):
                told = 0 if state == DEAD else self._behind(index, state, size - place - 1)
                if told < 8 and first and place < 4:
                    _note_head(&table.heads[_head_place(first)], first << 3 | told, ANY_DIGIT if place < 3 else 1 << digits[3] - 48)
                if told != <u32>VARIES:
                    return told
        return self._told(index, state) if table.told[state] == <u32>UNTOLD else table.told[state]

    cdef u32 _behind(self, u32 index, u32 state, u32 size) except 0xFFFFFFFF nogil:
        """What so many digits behind a state lead to, if that is the same whatever they are, else VARIES."""
        cdef Table *table = &self.tables[index]
        cdef u32 place, next_state
        for place in range(size):
            if not table.steps[STEPS * state + UNIFORM]:
                return VARIES
            next_state = table.steps[STEPS * state]
            state = next_state if next_state else self._step(index, state, 0)
            if state == DEAD:
                return 0
        return self._told(index, state) if table.told[state] == <u32>UNTOLD else table.told[state]

    cdef u32 _step(self, u32 index, u32 state, u32 digit) except 0 nogil:
        """The state that a digit leads to, noted."""
        cdef Table *table = &self.tables[index]
        cdef State *source = &table.states[state]
        cdef u32 place, other, node, length = source.length + 1, found
        cdef u64 start, hash = length
        cdef Pair behind
        for place in range(source.at, source.at + source.count):
            if table.pool[place] >> digit & 1:
                self._learn(index, table.pool[place] >> DIGITS)
        start = table.pool_used
        table.mark += 1
        for place in range(source.at, source.at + source.count):
            if not table.pool[place] >> digit & 1:
                continue
            behind = table.behind[table.pool[place] >> DIGITS]
            for other in range(behind.start, behind.end):
                node = table.pool[other] >> DIGITS
                _more_nodes(table, node)
                if table.marks[node] != table.mark:
                    table.marks[node] = table.mark
                    hash += (node + 1) * <u64>0x9E3779B97F4A7C15 ^ node << 7
                    _push(table, table.pool[other])
        found = DEAD
        if table.pool_used > start:
            found = _known_state(table, start, length, hash)
            if found:
                table.pool_used = start
            else:
                found = _new_state(table, start, length, hash)
        for place in range(DIGITS if table.steps[STEPS * state + UNIFORM] else 0):
            table.steps[STEPS * state + place] = found
        table.steps[STEPS * state + digit] = found
        return found

    cdef int _learn(self, u32 index, u32 node) except -1 nogil:
        """Asks an automaton what stands behind a node, if that is not known."""
        cdef Table *table = &self.tables[index]
        _more_nodes(table, node)
        if table.behind[node].start == <u32>UNTOLD:
            with gil:
                self._ask_behind(index, node)
        return 0

    cdef int _ask_behind(self, u32 index, u32 node) except -1:
        """Has an automaton learn a node, and takes all that it has learned since, for other threads too: each question costs the GIL."""
        cdef Table *table = &self.tables[index]
        cdef list learned = self.automata[index].learned
        cdef u64 start
        self.automata[index].behind(node)
        while table.taken < <u32>len(learned):
            node, nodes = learned[table.taken]
            table.taken += 1
            _more_nodes(table, node)
            start = table.pool_used
            for behind in nodes:
                _push(table, behind)
            table.behind[node] = Pair(start, table.pool_used)
        return 0

    cdef u32 _told(self, u32 index, u32 state) except 0xFFFFFFFF nogil:
        """Asks an automaton what a state stands for."""
        cdef Table *table = &self.tables[index]
        cdef State *source = &table.states[state]
        cdef u32 place
        with gil:
            nodes = [table.pool[place] >> DIGITS for place in range(source.at, source.at + source.count)]
            table.told[state] = self.automata[index].told(nodes, source.length)
            return table.told[state]

    # --- the judge ---

    cdef int judge(self, const u8 *text, u32 size, u32 context) except -1 nogil:
        """NO: nothing here is a number; YES: `found` holds what is; ASK."""
        cdef u32 level
        if self._codes is not None:
            with gil:
                self._begin()
        self.count = 0
        if size > MOST_TEXT or context & (G_A_FILE | G_A_ENUM):
            return ASK
        if memchr(text, b"+", size) != NULL:
            return self._international_text(text, size, context)
        level = self._level(context)
        if level < G_P_VALID and self.region_count == 0 and not _may_exit(text, size):
            return NO
        if _digits(text, text + size):
            return self._canonical(text, text, text + size, level, context)
        if level >= G_P_VALID and size > 2 * G_MIN_DIGITS and _between_slashes(text, size):
            return ASK
        return self._pieces(text, size, level, context)

    cdef u32 _level(self, u32 context) noexcept nogil:
        cdef u32 label = context & G_LABEL
        if sure_label(label) or context & (G_A_AT | G_A_DISPLAY):
            return G_P_SURE
        if valid_label(label) or context & (G_C_PHONE | G_C_TO | G_C_NEAR):
            return G_P_VALID
        return self.cell if context & (G_A_CELL | G_A_LINE) else self.bare

    cdef int _international_text(self, const u8 *text, u32 size, u32 context) except -1 nogil:
        """What is behind each +, with the bracket before it; where + stands for a space it is one number. With an odd sign between
        its digits only a valid number counts, as behind a letter."""
        cdef u8 whole[MOST_DIGITS]
        cdef u32 place, at = 0, pluses = 0, digits = 0
        cdef int said
        cdef bint odd = False, one, sure
        if text[0] != b"+" and (text[0] != b"(" or text[1] != b"+"):
            return ASK
        for place in range(size):
            if _digit(text[place]):
                if digits < MOST_DIGITS:
                    whole[digits] = text[place]
                digits += 1
            elif text[place] == b"+":
                pluses += 1
            elif not in_GAPS(text[place]):
                if not in_ODD(text[place]) or not _digit(text[place - 1]) or place + 1 == size or not _digit(text[place + 1]):
                    return ASK
                odd = True
        if odd and pluses > 1:
            return ASK
        if digits + 1 == size and (digits < G_MIN_DIGITS or G_MAX_DIGITS + 2 < digits <= 2 * G_MAX_DIGITS):
            return ASK  # nothing but digits may be a number with a prefix of any length
        one = pluses == 1 or digits <= G_MAX_DIGITS
        if not one and digits <= MOST_DIGITS:
            said = self._international(whole, digits, &self.found[0])
            if said == ASK:
                return ASK
            one = said == YES
        while at < size:
            place = size if one else at + 1 + (text[at] == b"(")
            while place < size and text[place] != b"+":
                place += 1
            if place < size and text[place - 1] == b"(":
                place -= 1
            sure = odd or (context & G_A_GLUED and at == 0)
            said = self._behind_plus(text, at, place, sure)
            if said == ASK and ((one and pluses > 1) or self._asked_plus(text, at, place, sure) == ASK):
                return ASK
            at = place
        return YES if self.count else NO

    cdef int _behind_plus(self, const u8 *text, u32 start, u32 stop, bint sure) except -1 nogil:
        """The number that begins at `start`, a + or a bracket and a +, and those behind it; with `sure` only if it is valid."""
        cdef u32 place, end, behind = 0, before = self.count
        cdef int said = self._longest_international(text, start, stop, sure)
        if said != YES:
            return said
        end = self.found[before].end
        for place in range(end, stop):
            behind += _digit(text[place])
        if behind < G_MIN_DIGITS:
            return YES
        if memchr(text + end, b"+", stop - end) != NULL or self._pieces(text + end, stop - end, self.bare, 0) == ASK:
            self.count = before
            return ASK
        for place in range(before + 1, self.count):
            self.found[place].start += end
            self.found[place].end += end
        return YES

    cdef int _longest_international(self, const u8 *text, u32 start, u32 stop, bint sure) except -1 nogil:
        """The longest valid number behind a +, or its digits as they stand."""
        cdef Number *found = &self.found[self.count]
        cdef Shape shape
        cdef u8 digits[MOST_LONG]
        cdef u32 ends[MOST_ENDS]
        cdef u32 counts[MOST_ENDS]
        cdef u32 place, groups = 0, count = 0, best = 0
        cdef const u8 *read = digits
        cdef bint bracketed = _trunk_in_brackets(text + start, stop - start)
        cdef int index, said = NO
        for place in range(start + 1, stop):
            if not _digit(text[place]):
                continue
            if count < MOST_LONG:
                digits[count] = text[place]
            count += 1
            if place + 1 == stop or not _digit(text[place + 1]):
                ends[groups], counts[groups] = place + 1, count
                groups += 1
                if groups == 2 * G_P_MAX_PIECES:
                    break
        if groups == 0:
            return NO
        for index in range(groups - 1, -1, -1):
            count = counts[index]
            if bracketed:
                _read(text + start, text + ends[index], &shape)
                read, count = shape.digits, shape.count
            if not G_MIN_DIGITS <= count <= G_MAX_DIGITS + 2:
                continue
            if best == 0 and count <= G_MAX_DIGITS:
                best = index + 1
            said = self._international(read, count, found)
            if said == ASK:
                return ASK
            if said == YES:
                best = index + 1
                break
        if said != YES:
            if best == 0 or (best == 2 and ends[0] == start + 1 + counts[0] and text[ends[0]] == b"." and _digit(text[ends[0] + 1])):
                best = 1 if ends[0] - start > G_MAX_DIGITS else 0  # too long to be a number, too numerous behind a + to be left
                if best and (counts[0] > MOST_LONG or ends[0] != start + 1 + counts[0]):
                    return ASK
            if best == 0 or sure:
                return NO
            if counts[best - 1] > MOST_LONG:
                return ASK
            found.size = counts[best - 1]
            memcpy(found.text, digits, found.size)
        found.start, found.end = start, _closed(text, start, ends[best - 1], stop)
        self.count += 1
        return YES

    cdef int _pieces(self, const u8 *text, u32 size, u32 level, u32 context) except -1 nogil:
        cdef Pair *pieces = self.pieces
        cdef u32 count, tried, at = 0, last, fits
        cdef int said, followed = self._followed(text, size) if level == G_P_SURE else NO
        cdef bint passes = level < G_P_SURE and self._blank(text, size)
        self.bracketed = _trunk_in_brackets(text, size)
        if followed == ASK:
            return ASK
        if not passes and not followed:
            said = self._piece(text, 0, size, level, context)
            if said != NO:
                return said
        count = self._split(<const u8 *>self.blanked if passes else text, size, text)
        tried = 0 if passes else count
        if followed:
            if self._piece(text, pieces[0].start, pieces[0].end, level, context) == ASK:
                return ASK
            at, level = 1, self.bare
        while at < count:
            last = min(count, at + G_P_MAX_PIECES)
            fits = self._fitting(text, at, last, level)
            while last > at:
                last -= 1
                if pieces[last].end - pieces[at].start < G_MIN_DIGITS or fits == 0:
                    break
                if not fits >> last - at & 1 or last - at + 1 == tried or not self._may_fit(text, at, last) or (level <= G_P_LOCAL and _part_of_list(text, pieces, at, last, count)):
                    continue
                said = self._piece(text, pieces[at].start, pieces[last].end, level, context)
                if said == ASK:
                    return ASK
                if said == YES:
                    at = last
                    break
            at += 1
            level = min(level, self.bare)
        return YES if self.count else NO

    cdef int _followed(self, const u8 *text, u32 size) except -1 nogil:
        """YES where the first piece of a run is a valid number and all of it is not; NO; ASK."""
        cdef const u8 *space = <const u8 *>memchr(text, b" ", size)
        cdef Shape shape
        cdef int count
        if space == NULL or not G_MIN_DIGITS <= space - text <= G_MAX_DIGITS or not _digits(text, space) or memchr(text, b"(", size) != NULL:
            return NO
        _read(text, space, &shape)
        count = self._read_as(&shape, True, True, True)
        if count <= 0:
            return ASK if count < 0 else NO
        _read(text, text + size, &shape)
        if shape.count > G_MAX_DIGITS:
            return YES
        count = self._read_as(&shape, True, True, True)
        return ASK if count < 0 else YES if count == 0 else NO

    cdef u32 _fitting(self, const u8 *text, u32 first, u32 stop, u32 level) except 0xFFFFFFFE nogil:
        """A bit for each piece with which a number may end that begins with the first: one look at the sizes of the groups
        instead of one for each way to end. All bits where more must be looked at."""
        cdef const u8 *at = text + self.pieces[first].start
        cdef const u8 *end = text + self.pieces[stop - 1].end
        cdef u32 last = first, found = 0, groups = 0, size = 0, digits = 0, zeros = 0, packed = 0
        cdef bint opened, even  # whether it begins as national numbers do, with groups of sizes that people write
        if level >= G_P_LOCAL or self.bracketed:
            return <u32>UNTOLD + 1
        while at < end and in_TRIM_LEFT(at[0]):
            at += 1
        if _exits(at, end):
            return <u32>UNTOLD + 1
        if self.region_count == 0 or at == end:
            return 0
        if not _digit(at[0]) and at[0] != b"(":
            return <u32>UNTOLD + 1
        opened = even = level >= G_P_SHAPED and (at[0] == b"0" or at[0] == b"(")
        while text + self.pieces[last].end <= at:
            last += 1
        while at <= end and digits - zeros <= G_MAX_DIGITS:
            if at < end and _digit(at[0]):
                size += 1
                zeros += zeros == digits and at[0] == b"0"
                digits += 1
            elif size:
                even = even and 2 <= size <= 8 and (groups > 0 or size <= 5)
                if 0 < groups < MOST_GROUPS:
                    packed |= size << 4 * (groups - 1)
                groups += 1
                if groups > MOST_GROUPS and not even:
                    break
                size = 0
            if at == text + self.pieces[last].end:
                found |= (even or (opened and groups == 1) or (1 < groups <= MOST_GROUPS and self._is_tail(packed))) << last - first
                last += 1
            at += 1
        return found

    cdef bint _may_fit(self, const u8 *text, u32 first, u32 last) noexcept nogil:
        """Whether there are as many digits in some pieces as in a number; of zeros in front and in brackets there may be more."""
        cdef u32 digits = self.digits[last].end - self.digits[first].start
        return G_MIN_DIGITS <= digits and (digits <= G_MAX_DIGITS or self.bracketed or not b"1" <= text[self.pieces[first].start] <= b"9")

    cdef bint _blank(self, const u8 *text, u32 size) noexcept nogil:
        """Whether there is anything in a run that is no number; `blanked` is the run without it then."""
        cdef Match m
        cdef const u8 *to
        m.begin, m.end = text, text + size
        to = NO_PHONE_search(&m, text)
        if to == NULL:
            return False
        memcpy(self.blanked, text, size)
        while to != NULL:
            memset(self.blanked + (m.start - text), 0, to - m.start)
            to = NO_PHONE_search(&m, to)
        return True

    cdef u32 _split(self, const u8 *text, u32 size, const u8 *run) noexcept nogil:
        """How many `pieces` white space parts, but for those in which something is blanked."""
        cdef u32 count = 0, at = 0, end, digits = 0, so_far
        while at < size:
            end, so_far = at, digits
            while end < size and not _parts(text[end]):
                digits += _digit(run[end])
                end += 1
            if end > at and memchr(text + at, 0, end - at) == NULL:
                self.pieces[count] = Pair(at, end)
                self.digits[count] = Pair(so_far, digits)
                count += 1
            at = end + 1
        return count

    cdef int _piece(self, const u8 *text, u32 start, u32 end, u32 level, u32 context) except -1 nogil:
        cdef u32 begin = start, stop = end
        cdef int said
        while start < end and (in_TRIM_LEFT(text[start])):
            start += 1
        while end > start and (in_TRIM_RIGHT(text[end - 1])):
            end -= 1
        if end - start < G_MIN_DIGITS:
            return NO
        if text[start] == b"(" and memchr(text + start, b")", end - start) == NULL:
            start += 1
        said = self._canonical(text, text + start, text + end, level, context)
        return self._asked(text, begin, stop, level, context) if said == ASK else said

    cdef int _asked(self, const u8 *text, u32 start, u32 end, u32 level, u32 context) except -1 nogil:
        """Asks for one piece, so that a run of many is not judged anew for its sake; ASK if there is no room for what it stands for."""
        with gil:
            judged = self._piece_judge(text[start:end], level, context)
            return NO if judged is None else self._noted(start, judged)

    cdef int _asked_plus(self, const u8 *text, u32 start, u32 end, bint sure) except -1 nogil:
        """The same for a + and what is behind it up to the next."""
        with gil:
            for judged in self._plus_judge(text[start:end], sure):
                if self._noted(start, judged) == ASK:
                    return ASK
            return YES

    cdef int _noted(self, u32 start, tuple judged) except -1:
        cdef Number *found = &self.found[self.count]
        cdef bytes canonical = judged[3].encode()
        if len(canonical) > <Py_ssize_t>sizeof(found.text):
            return ASK
        found.start, found.end, found.size = start + judged[0], start + judged[1], len(canonical)
        memcpy(found.text, PyBytes_AS_STRING(canonical), found.size)
        self.count += 1
        return YES

    cdef int _canonical(self, const u8 *text, const u8 *at, const u8 *to, u32 level, u32 context) except -1 nogil:
        cdef Shape shape
        cdef Number *found = &self.found[self.count]
        cdef u32 cue
        cdef bint alone
        cdef int said
        cdef Match m
        _read(at, to, &shape)
        if shape.count < G_MIN_DIGITS or shape.count - shape.zeros > G_MAX_DIGITS:
            return NO
        if shape.count > MOST_DIGITS:
            return ASK
        found.start, found.end = at - text, to - text
        if level == G_P_SURE:
            said = self._sure(&shape, found)
        else:
            cue = context & (G_LABEL | G_C_PHONE | G_C_TO | G_C_NEAR)
            if context & G_A_GLUED:
                return NO
            m.begin, m.end = at, to
            if shape.count == to - at and not context & G_C_PHONE and EPOCH_match(&m, at) != NULL:
                return NO
            alone = context & G_A_LINE and not cue
            if ((level < G_P_LOCAL or alone) and not _may_be_shaped(&shape)) or (not cue and _is_counter(&shape, context)):
                return NO
            if level < G_P_LOCAL and not self._may_be_grouped(&shape, level):
                return NO
            said = self._proven(&shape, level, cue, alone, found)
        if said == YES:
            self.count += 1
        return said

    cdef int _sure(self, Shape *shape, Number *found) except -1 nogil:
        """The first reading, or the digits as they stand."""
        cdef u32 skip
        cdef int count = self._read_as(shape, True, True, True)
        if count < 0:
            return ASK
        if count:
            memcpy(found.text, self.readings[0].text, self.readings[0].size)
            found.size = self.readings[0].size
        else:
            skip = 2 if shape.digits[0] == b"0" and shape.digits[1] == b"0" else 0
            found.size = shape.count - skip
            memcpy(found.text, shape.digits + skip, found.size)
        return YES

    cdef int _proven(self, Shape *shape, u32 level, u32 cue, bint alone, Number *found) except -1 nogil:
        """The first reading that is proof enough."""
        cdef bint anywhere = level >= G_P_VALID or (shape.digits[0] == b"0" and shape.digits[1] == b"0")
        cdef bint abroad = anywhere or self._is_local(shape.digits, shape.count)
        cdef bint dotted = alone and memchr(shape.at, b".", shape.to - shape.at) != NULL
        cdef int index, said
        cdef int count = self._read_as(shape, cue & ~G_C_NEAR != 0 or shape.groups > 1, abroad, False)
        cdef Number *reading
        if count < 0:
            return ASK
        for index in range(count):
            reading = &self.readings[index]
            if not anywhere and not self._is_local(reading.text + 1, reading.size - 1):
                continue
            if alone and (shape.groups > G_P_MAX_PIECES or dotted or not self._is_trunked(index)):
                said = self._grouped_like(shape, reading)
                if said == ASK:
                    return ASK
                if said == NO:
                    continue
            said = self._written(shape, reading, cue) if level >= G_P_LOCAL else self._shaped(shape, reading, level)
            if said == YES:
                memcpy(found.text, reading.text, reading.size)
                found.size = reading.size
            if said != NO:
                return said
        return NO

    cdef bint _is_trunked(self, int index) noexcept nogil:
        """Whether a reading is one of the `trunked` ones."""
        cdef Number *reading = &self.readings[index]
        cdef int other
        for other in range(self.trunked):
            if self.readings[other].size == reading.size and memcmp(self.readings[other].text, reading.text, reading.size) == 0:
                return True
        return False

    cdef bint _may_be_grouped(self, Shape *shape, u32 level) except -1 nogil:
        """Whether digits are sized like any local number that is `_shaped`, whatever they are: of most runs nothing more is asked."""
        cdef const u8 *at = shape.at
        cdef u32 index, packed = 0
        cdef bint even = shape.sizes[0] <= 5
        if shape.digits[0] == b"0" and shape.digits[1] == b"0":
            return True
        for index in range(shape.groups):
            even = even and 2 <= shape.sizes[index] <= 8
        if level >= G_P_SHAPED and (at[0] == b"(" or at[0] == b"0") and (even or shape.groups == 1):
            return True
        if shape.groups < 2 or shape.groups > MOST_GROUPS:
            return False
        for index in range(1, shape.groups):
            if shape.sizes[index] > 15:
                return False
            packed |= shape.sizes[index] << 4 * (index - 1)
        return self._is_tail(packed)

    cdef bint _is_tail(self, u32 packed) except -1 nogil:
        cdef u32 place = _tail_place(packed)
        if not self.tails_known:
            with gil:
                self._learn_tails()
        return self.any_tail or self.tails[place >> 6] >> (place & 63) & 1

    cdef int _learn_tails(self) except -1:
        cdef u32 place
        for prefix in self._rules.prefixes:
            tails = self._plans.tails(int(prefix))
            self.any_tail = self.any_tail or tails is None
            for packed in tails or ():
                place = _tail_place(packed)
                self.tails[place >> 6] |= <u64>1 << (place & 63)
        self.tails_known = True
        return 0

    cdef bint _is_local(self, const u8 *digits, u32 size) noexcept nogil:
        """Whether an international number is one of a configured region's calling code."""
        cdef int index
        for index in range(self.region_count):
            if self.regions[index].code_size <= size and memcmp(digits, self.regions[index].code, self.regions[index].code_size) == 0:
                return True
        return False

    # --- as in numbering.py ---

    cdef int _international(self, const u8 *digits, u32 size, Number *found) except -1 nogil:
        cdef u32 said, code_size, table, skip
        cdef int code = self._split_code(digits, size, &code_size)
        if code == 0 or not self._lengths_of(code) >> size - code_size & 1:
            return NO
        table = self._table_of(code)
        said = self._walked(table, digits + code_size, size - code_size)
        if said & TWISTED:
            skip = _prefix(&self.tables[table].twists, digits + code_size, size - code_size)
            if skip == 0 and not self._may_be_twisted(table, digits + code_size, size - code_size):
                return NO
            if skip == 0 or said & VALID or self._walked(table, digits + code_size + skip, size - code_size - skip) & VALID:
                return ASK
        if not said & VALID:
            return NO
        found.text[0] = b"+"
        memcpy(found.text + 1, digits, size)
        found.size = size + 1
        return YES

    cdef bint _may_be_twisted(self, u32 table, const u8 *digits, u32 size) except -1 nogil:
        """Whether digits may be valid, with or without what may be taken off: not where no end of them is."""
        cdef u32 place
        for place in range(size if self.tables[table].shortens else 0):
            if self._walked(table, digits + place, size - place) & VALID:
                return True
        return not self.tables[table].shortens

    cdef int _split_code(self, const u8 *digits, u32 size, u32 *code_size) noexcept nogil:
        cdef int code
        if size >= 2 and digits[0] != b"0":
            code = 10 * (digits[0] - 48) + digits[1] - 48
            if self.of_code[code]:
                code_size[0] = 2
                return code
            if self.of_code[digits[0] - 48]:
                code_size[0] = 1
                return digits[0] - 48
            code = 10 * code + digits[2] - 48
            if size >= 3 and self.of_code[code]:
                code_size[0] = 3
                return code
        return 0

    cdef int _national(self, const u8 *digits, u32 size, Region *region, Number *found, bint *usual) except -1 nogil:
        """NO, ASK, or YES: the number dialled in a region, and whether it is `usual` to write it so."""
        cdef u32 dialled = self._walked(region.dialled, digits, size), said, skip = 0
        if dialled & EXIT:
            skip = _prefix(&region.exits, digits, size)
            if skip == 0:
                return ASK
            if size == skip or digits[skip] != b"0":
                usual[0] = True
                return self._international(digits + skip, size - skip, found)
            skip = 0
        if not dialled & SIGNIFICANT and size >= region.code_size and memcmp(digits, region.code, region.code_size) == 0:
            if self._walked(region.dialled, digits + region.code_size, size - region.code_size) & SIGNIFICANT:
                return NO  # international, without its +
        if dialled & STRIPPED:
            skip = _prefix(&region.trunks, digits, size)
            if skip == 0:
                return ASK
            if dialled & SIGNIFICANT and not self._walked(region.dialled, digits + skip, size - skip) & SIGNIFICANT:
                skip = 0
        said = self._walked(region.national, digits + skip, size - skip)
        if not said & VALID:
            return NO
        found.text[0] = b"+"
        memcpy(found.text + 1, region.code, region.code_size)
        memcpy(found.text + 1 + region.code_size, digits + skip, size - skip)
        found.size = 1 + region.code_size + size - skip
        usual[0] = skip > 0 or digits[0] == b"0" or not self._shown(region.number, digits, size) & TRUNK
        return YES

    cdef int _read_as(self, Shape *shape, bint trunkless, bint abroad, bint one) except -2 nogil:
        """How many `readings` digits have (with `one`, whether any), or -1 for ASK."""
        cdef Number *later = self.later
        cdef int count = 0, late = 0, index, said
        cdef u32 skip = 2 if shape.digits[0] == b"0" and shape.digits[1] == b"0" else 0
        cdef bint usual
        for index in range(self.region_count):
            said = self._national(shape.digits, shape.count, &self.regions[index], &later[late], &usual)
            if said == ASK:
                return -1
            if said == YES and usual:
                self.readings[count] = later[late]
                count += 1
                if one:
                    return count
            elif said == YES:
                late += 1
        if abroad and (skip or shape.digits[0] != b"0"):
            said = self._international(shape.digits + skip, shape.count - skip, &self.readings[count])
            if said == ASK:
                return -1
            count += said
        self.trunked = count
        if trunkless:
            for index in range(late):
                self.readings[count] = later[index]
                count += 1
        return count

    cdef int _grouped_like(self, Shape *shape, Number *reading) except -1 nogil:
        cdef u32 said, code_size = 0, size, head, usual = 0, groups = 0, count = shape.count
        cdef u8 whole[MOST_ENDS]
        cdef const u8 *digits = shape.digits
        cdef const u8 *significant
        cdef int code
        if shape.groups < 2:
            return NO
        code = self._split_code(reading.text + 1, reading.size - 1, &code_size)
        significant, size = reading.text + 1 + code_size, reading.size - 1 - code_size
        said = self._shown(code, significant, size)
        if not said & GROUPED:
            return ASK
        usual = said >> SIZES
        while usual >> 4 * groups:
            groups += 1
        if shape.bracketed:
            count = _all_digits(shape, whole)
            digits = whole
        if groups == 0 or count < size or memcmp(digits + count - size, significant, size) != 0:
            return NO
        head = count - size
        if head == 0:
            return YES if shape.groups == groups and _sized(shape, 0, usual, groups) and (groups > 2 or not said & TRUNK) else NO
        if shape.groups == groups + 1 and shape.sizes[0] == head and _sized(shape, 1, usual, groups):
            return YES
        return YES if shape.groups == groups and shape.sizes[0] == head + (usual & 15) and _sized(shape, 1, usual >> 4, groups - 1) else NO

    cdef int _written(self, Shape *shape, Number *reading, u32 cue) except -1 nogil:
        cdef const u8 *at = shape.at
        cdef u64 size = shape.to - at
        cdef u32 index
        cdef bint dot = memchr(at, b".", size) != NULL
        if shape.groups == 2 and dot and shape.count + 1 == size:
            return YES if cue != 0 or (at[0] == b"0" and shape.sizes[0] > 1) else NO
        if shape.groups > 2 and dot:
            for index in range(shape.groups):
                if shape.sizes[index] == 1:
                    return self._grouped_like(shape, reading)
            return YES
        if cue == G_C_NEAR and shape.groups == 2 and at[0] != b"(" and at[0] != b"0" and memchr(at, b" ", size) != NULL:
            return self._grouped_like(shape, reading)
        return YES

    cdef int _shaped(self, Shape *shape, Number *reading, u32 level) except -1 nogil:
        cdef u8 whole[MOST_ENDS]
        cdef const u8 *at = shape.at
        cdef u32 index
        if at[0] == b"0" and at[1] == b"0":
            return YES if (_all_digits(shape, whole) if shape.bracketed else shape.count) >= 11 and shape.sizes[0] > 1 else NO
        if level < G_P_SHAPED or (at[0] != b"(" and at[0] != b"0"):
            return self._grouped_like(shape, reading)
        if shape.groups == 1:
            return YES
        if shape.sizes[0] > 5:
            return self._grouped_like(shape, reading)
        for index in range(shape.groups):
            if shape.sizes[index] < 2 or shape.sizes[index] > 8:
                return self._grouped_like(shape, reading)
        return YES


cdef inline bint _space(u8 byte) noexcept nogil:
    """Whether white space, as `str` has it."""
    return byte == b" " or 9 <= byte <= 13 or 28 <= byte <= 31


cdef bint _part_of_list(const u8 *text, Pair *pieces, u32 first, u32 last, u32 count) noexcept nogil:
    cdef u32 index
    if first == 0 and last == count - 1:
        return False
    if first == last and text[pieces[first].start] == b"0" and pieces[first].end - pieces[first].start >= G_P_TRUNKED:
        return False
    for index in range(first, last + 1):
        if not _digits(text + pieces[index].start, text + pieces[index].end):
            return False
    return True
