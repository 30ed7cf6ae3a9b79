# The native judge of names: words of ASCII letters, and runs and fields of nothing but such words with a space between each two, as
# judges/known.py, weight.py and name.py judge them, function by function under the same names. What the gazetteer knows is looked
# up in its own packed files (`_words.h`); of a word that a list of ours names (judges/facts.py) the reference is asked, once. Weights are tenths. It
# decides as the reference does or says ASK. A Words serves one thread at a time.

cdef extern from "_words.h" nogil:
    ctypedef struct Endings:
        pass
    ctypedef struct List:
        pass
    ctypedef struct Gazette:
        u64 *filter
        List lists, labels, hosts
        Endings surnames, streets, phones
    int endings_take(Endings *, const u8 *text, u64 size)
    int gazette_make(Gazette *, const u8 *names, u64, const u8 *words, u64)
    int list_take(List *, const u8 *words, u64 size)
    u64 plain_user(const Gazette *, const u8 *at, u64 size)
    bint plain_address(const Gazette *, const u8 *at, u64 size, bint plain)
    int label_form(const Gazette *, const u8 *label, u64 size, u8 *form)
    void gazette_close(Gazette *)
    bint is_made(const int *)
    void set_made(int *)
    u32 gazette_value(const Gazette *, const u8 *word, u64 size)
    u32 gazette_facts(const Gazette *, const u8 *word, u64 size)
    const u32 G_F_ENDS, G_F_PARTICLE, G_F_SPELT, G_F_PARTICLES, G_F_TAIL, G_F_HEAD, G_F_CODE, G_F_SMALL, G_F_NAME, G_F_PERSON, G_F_CUE, G_F_TITLE
    const u32 G_F_NOBODY, G_F_NO_PART, G_F_FAMILIES, G_F_MONTH, G_F_LIKE, G_F_UPPER, G_F_CAPITAL, G_F_LISTED
    const int G_F_USUAL, G_F_FREQUENT, G_F_ALONE, G_F_WANTED_IS, G_F_WANTED_NOUN, G_T_SINGLE, G_T_THING, G_T_TIED, G_T_FOLLOWED
    const u32 G_CUES, G_L_MAYBE, G_W_PLAIN

cdef enum:
    MOST_HEARD = 48  # words of a run that is judged here
    MOST_HEARD_BYTES = 1024
    SPACE_FACTS = 0xF0000009
    SPACE_BONUS = 0xF000000A
    SPACE_FORM = 0xF000000B
    FEW = 256  # new words for which no table is made: they are asked for
    CUTS = -90  # the weight of a word that is no part of a name at all

cdef struct Heard:  # a word of a run
    u32 facts
    u32 start
    u32 end
    int weight
    bint cuts


cdef inline int _given(u32 facts) noexcept nogil:
    return facts & 7

cdef inline int _family(u32 facts) noexcept nogil:
    return facts >> 3 & 7

cdef inline int _common(u32 facts) noexcept nogil:
    """How ordinary a word is."""
    return facts >> 6 & 7

cdef inline bint _is_place(u32 facts) noexcept nogil:
    return facts >> 9 & 1

cdef inline bint _is_unnamed(u32 facts) noexcept nogil:
    return not facts & 63 and _common(facts)

cdef inline bint _is_plain_word(u32 facts, u64 size) noexcept nogil:
    return size > 1 and not facts & (G_F_CUE | G_F_PARTICLES)

cdef inline bint _is_part(u32 facts, u64 size) noexcept nogil:
    return _is_plain_word(facts, size) and not facts & (G_F_SMALL | G_F_CODE | G_F_TAIL | G_F_NO_PART)


cdef bint _has_hump(const u8 *at, u64 size) noexcept nogil:
    """Whether a capital stands behind a small letter: it may be a label."""
    cdef u64 index
    for index in range(1, size):
        if b"A" <= at[index] <= b"Z" and b"a" <= at[index - 1] <= b"z":
            return True
    return False


cdef bint _are_letters(const u8 *at, const u8 *to) noexcept nogil:
    while at < to and _letter(at[0]):
        at += 1
    return at == to


cdef bint _are_words(const u8 *at, const u8 *to) noexcept nogil:
    while at < to and (_letter(at[0]) or at[0] == b" "):
        at += 1
    return at == to


cdef int _word_weight(u32 facts, u64 size, bint case, bint sure, bint *cuts) noexcept nogil:
    """As weight.py's `_weight`: no sum of its is near enough to a bound for tenths to say otherwise than its floats do."""
    cdef int name = max(_given(facts), _family(facts)), ordinary = _common(facts), weight
    cdef bint upper = facts & G_F_UPPER != 0
    cuts[0] = True
    if facts & G_F_ENDS:
        return CUTS
    if facts & G_F_PARTICLE:
        cuts[0] = False
        return 0
    if facts & G_F_CODE or (case and facts & G_F_SMALL):
        return CUTS
    if size == 1:
        cuts[0] = False
        return 8
    if facts & G_F_TAIL:
        return CUTS
    if not name and not ordinary:
        if not _is_place(facts) and upper and size <= 4:  # an acronym
            return -20
        cuts[0] = False
        return (8 if sure else 2) if _is_place(facts) else 20 if facts & G_F_LIKE else 10
    weight = 10 * name - 8 * ordinary
    if sure and name >= G_F_USUAL and weight > -8 and not (upper and (size <= 2 or (size == 3 and ordinary >= 4))):
        cuts[0] = False
        return max(weight, 5)
    if upper and case and (size <= 2 or (size == 3 and ordinary > (2 if _given(facts) >= G_F_FREQUENT else 0))):
        return -20
    if _is_place(facts):
        weight -= 15
    cuts[0] = weight < -15 or not name
    return weight


@cython.final
cdef class Known:
    """What the gazetteer and our lists have, for all threads: made from what `tables` gives, when FEW words were new."""

    cdef object _tables
    cdef tuple texts
    cdef Gazette gazette
    cdef u32 asked
    cdef int made

    def __init__(self, tables):
        self._tables = tables

    def __dealloc__(self):
        gazette_close(&self.gazette)

    def make(self):
        """Makes it at once, for tests: few words of a test are new."""
        self._make()

    cdef bint ready(self) except -1 nogil:
        if is_made(&self.made):
            return True
        self.asked += 1
        if self.asked < FEW:
            return False
        with gil:
            self._make()
        return True

    cdef int _make(self) except -1:
        cdef const u8 *at[8]
        cdef u64 size[8]
        cdef Gazette *all_of = &self.gazette
        if self.made:
            return 0
        self.texts = tuple(self._tables())
        for index in range(8):
            at[index], size[index] = <const u8 *>PyBytes_AS_STRING(self.texts[index]), len(self.texts[index])
        gazette_close(all_of)
        if gazette_make(all_of, at[0], size[0], at[1], size[1]) or list_take(&all_of.lists, at[2], size[2]) or list_take(&all_of.labels, at[3], size[3]):
            raise MemoryError
        if list_take(&all_of.hosts, at[7], size[7]):
            raise MemoryError
        if endings_take(&all_of.surnames, at[4], size[4]) or endings_take(&all_of.streets, at[5], size[5]) or endings_take(&all_of.phones, at[6], size[6]):
            raise MemoryError
        set_made(&self.made)
        return 0


@cython.final
cdef class Words:
    """The judge of names of one worker. `facts(word)` and `bonus(context)` are those of judges/facts.py, `told` what it has of neighbours;
    `own_cues`, `own_labels`: whether the words before a candidate, and labels, are judged by our lists alone."""

    cdef Known known
    cdef object _facts_judge, _bonus_judge
    cdef int told[16]
    cdef bint own_cues, own_labels
    cdef Memo *memo
    cdef Heard words[MOST_HEARD]
    cdef int count
    cdef Pair found[MOST_HEARD]
    cdef int found_count

    def __init__(self, known, facts, bonus, told, own_cues, own_labels):
        self.known, self._facts_judge, self._bonus_judge, self.own_cues, self.own_labels = known, facts, bonus, own_cues, own_labels
        for index in range(16):
            self.told[index] = told[index]

    # --- one word ---

    cdef u32 facts(self, const u8 *at, u64 size) except? 0xFFFFFFFF nogil:
        """What is known of a word of ASCII letters."""
        cdef u32 value
        cdef const u32 *found
        if size > G_LONGEST:
            return G_F_CODE | (G_F_SMALL if at[0] >= b"a" else G_F_CAPITAL)
        if self._own(at, size, &value) or value != G_F_LISTED:
            return value
        found = memo_find(self.memo, SPACE_FACTS, at, size)
        if found != NULL:
            return found[0]
        with gil:
            value = self._facts_judge(PyBytes_FromStringAndSize(<const char *>at, size)) | G_F_LISTED
            if memo_add(self.memo, SPACE_FACTS, at, size, value):
                raise MemoryError
            return value

    cdef bint says(self, u32 space, const u8 *at, u64 size, u32 *value) except -1 nogil:
        """What the judges that a space stands for say of one word; False where they must be asked."""
        cdef u32 facts
        cdef bint cuts
        if space == SPACE_CUE and not self.own_cues:
            return False
        if size == 0 or not SPACE_CUE <= space <= SPACE_APART or space == SPACE_WORDS or not _are_letters(at, at + size) or not self.known.ready():
            return False
        if space == SPACE_CUE:  # all that are in a list are asked for
            if size > G_LONGEST or _has_hump(at, size) or not self._own(at, size, &facts):
                return False
            value[0] = 0
            return True
        if space == SPACE_NAME:
            if size > G_LONGEST:
                value[0] = 0
                return True
            if size > 15 or not self._own(at, size, &facts):  # hexadecimal?
                return False
            value[0] = self._bits(facts, size)
            return True
        facts = self.facts(at, size)
        _word_weight(facts, size, True, space != SPACE_ECHO, &cuts)
        if space == SPACE_APART:
            value[0] = cuts and max(_given(facts), _family(facts)) < G_F_USUAL
        else:
            value[0] = cuts or size == 1
        return True

    cdef bint _own(self, const u8 *at, u64 size, u32 *facts) noexcept nogil:
        """Whether no list has a word; its facts then."""
        cdef const u32 *found = memo_in_front(self.memo, SPACE_FACTS, at, size)
        facts[0] = found[0] if found != NULL else gazette_facts(&self.known.gazette, at, size)
        if found == NULL and facts[0] != G_F_LISTED:
            memo_front(self.memo, SPACE_FACTS, at, size, facts[0])
        return not facts[0] & G_F_LISTED

    cdef u32 _bits(self, u32 facts, u64 size) noexcept nogil:
        """As place.py's `word_bits` of a word that no list has."""
        cdef u32 bits
        cdef bint cuts
        if size == 1:
            return 0
        bits = G_W_PLAIN | (G_W_PART if _is_part(facts, size) else 0)
        if _is_unnamed(facts):
            bits |= G_W_UNNAMED | (G_W_COMMON if _common(facts) > 2 else 0)
        if _given(facts) >= G_F_ALONE:
            bits |= G_W_GIVEN
        _word_weight(facts, size, False, False, &cuts)
        bits |= 0 if cuts else G_W_NAMED
        _word_weight(facts, size, True, False, &cuts)
        bits |= 0 if cuts else G_W_NAME
        _word_weight(facts, size, True, True, &cuts)
        return bits | (0 if cuts else G_W_SURE)

    cdef int form(self, const u8 *label, u64 size, u8 *form) except -2 nogil:
        """Another label that says what this one says, and its size; -1 for none."""
        return label_form(&self.known.gazette, label, size, form) if self.own_labels and self.known.ready() else -1

    # --- the words of a run ---

    cdef int judge(self, const u8 *at, const u8 *to, u32 context) except -1 nogil:
        """Whether names stand here, and then where, as `judge_name` has it where `whole_from` finds none."""
        cdef bint field = context & G_KIND == G_FIELD
        cdef bint low = True
        cdef int index
        self.found_count = 0
        if to == at or to - at > MOST_HEARD_BYTES or not self.known.ready():
            return ASK
        if not self._read(at, to):
            return ASK
        if field:
            return self._field(at, context)
        if self.count == 1 and -500 < self._bonus(context) < 0:
            return self._alone(context)
        if context & G_A_GLUED:
            self.count -= 1
            context &= ~(G_A_GLUED | G_A_DISPLAY | G_N_PHONE | G_A_CELL)
            if not context & G_CUES and self.count < 2:
                return NO
        for index in range(self.count):
            low = low and _is_low_word(at + self.words[index].start, at + self.words[index].end)
        if self.count and low:
            return ASK
        return self._pieces(at, context, True)

    cdef bint _read(self, const u8 *at, const u8 *to) except -1 nogil:
        """Reads the words; False where something else is among them."""
        cdef const u8 *begin = at
        cdef const u8 *end
        cdef Heard *word
        self.count = 0
        while self.count < MOST_HEARD:
            end = at
            while end < to and _letter(end[0]):
                end += 1
            if end == at or (end < to and end[0] != b" "):
                return False
            word = &self.words[self.count]
            word.start, word.end, word.facts = at - begin, end - begin, self.facts(at, end - at)
            self.count += 1
            if end == to:
                return True
            at = end + 1
        return False

    cdef void _weigh(self, bint case, bint sure) noexcept nogil:
        """As `words_of`."""
        cdef int index
        cdef bint doubtful = False
        cdef Heard *word
        for index in range(self.count):
            word = &self.words[index]
            word.weight = _word_weight(word.facts, word.end - word.start, case, sure, &word.cuts)
            if word.cuts and word.facts & G_F_CAPITAL:
                if index > 1 and word[-1].facts & G_F_SPELT and not word[-2].cuts:
                    word.weight, word.cuts = 10, False
                else:
                    doubtful = True
        if doubtful:
            self._vouch()

    cdef void _vouch(self) noexcept nogil:
        cdef int index
        cdef Heard *word
        for index in range(self.count):
            word = &self.words[index]
            if not word.cuts or not word.facts & G_F_CAPITAL or word.facts & G_F_CODE:
                continue
            if _given(word.facts) >= 4 and word.facts & G_F_CUE and index + 1 < self.count and _vouches_as_family(word + 1):
                word.weight, word.cuts = 20, False
            elif index and max(_given(word.facts), _family(word.facts)) >= G_F_USUAL and not word.facts & G_F_TAIL and _vouches_as_given(word - 1):
                word.weight, word.cuts = 5, False

    cdef int _bonus(self, u32 context) except? -32000 nogil:
        cdef u32 value
        cdef const u32 *found = memo_find(self.memo, SPACE_BONUS, <const u8 *>&context, sizeof(context))
        if found != NULL:
            return <int>found[0] - 1000
        with gil:
            value = self._bonus_judge(context)
            if memo_add(self.memo, SPACE_BONUS, <const u8 *>&context, sizeof(context), value):
                raise MemoryError
            return <int>value - 1000

    cdef int _found(self, Heard *first, Heard *last) noexcept nogil:
        """Notes a name."""
        self.found[self.found_count] = Pair(first.start, last.end)
        self.found_count += 1
        return YES

    cdef int _alone(self, u32 context) except -1 nogil:
        cdef Heard *word = &self.words[0]
        cdef int size = word.end - word.start
        if size == 1 or size > <int>G_LONGEST:
            return NO
        self._weigh(True, False)
        if word.cuts or word.facts & G_F_PARTICLE or word.weight < 0 or _is_rather_a_word(word.facts) or not _stands_alone(word, context):
            return NO
        return self._found(word, word)

    cdef int _field(self, const u8 *text, u32 context) except -1 nogil:
        cdef u32 label = context & G_LABEL
        cdef bint whole = not context & G_F_OPEN, named = False
        cdef Heard *words = self.words
        cdef int count = self.count, said
        cdef u32 first, last
        if count == 1 and (words[0].facts & G_F_NOBODY or words[0].end > 15):  # hexadecimal?
            return NO if words[0].facts & G_F_NOBODY else ASK
        self._weigh(False, False)
        if not whole:
            while count > 1 and words[count - 1].cuts and words[count - 1].facts & G_F_SMALL:
                if not _is_low_word(text + words[count - 1].start, text + words[count - 1].end):
                    break
                count -= 1
        if label == G_L_NAME:
            for index in range(count):
                named = named or (not words[index].cuts and words[index].end - words[index].start > 1)
        if named and (whole or (count <= 4 and not words[0].cuts)):
            return self._found(&words[0], &words[count - 1])
        said = self._pieces(text, context, not whole or label != G_L_NAME)
        if said == ASK:
            return ASK
        if said == NO and (context & G_A_DISPLAY or count > 1):
            self._weigh(False, False)
            said = self._uncapitalised(count, context)
        elif said == YES and whole:
            first, last = words[0].start, words[count - 1].end
            if self.found[0].start != first or self.found[self.found_count - 1].end != last:
                self.found_count = 0
                said = self._pieces(text, G_RUN, True)
        if said == YES and not whole:
            self.found_count = 1
        return said

    cdef int _uncapitalised(self, int count, u32 context) noexcept nogil:
        cdef int index, total = 0 if context & G_A_DISPLAY else -15, least = 1000
        if count > 4 or self.words[self.count - 1].end < 3:
            return NO
        for index in range(count):
            if self.words[index].cuts:
                return NO
            least = min(least, self.words[index].weight)
            total += self.words[index].weight
        if context & G_F_OPEN and not context & G_A_DISPLAY and least <= 8:
            return ASK if least == 8 else NO
        total += G_T_SINGLE if count == 1 else 0
        if total == 0:
            return ASK
        return self._found(&self.words[0], &self.words[count - 1]) if total > 0 else NO

    cdef int _pieces(self, const u8 *text, u32 context, bint case) except -1 nogil:
        cdef int bonus = self._bonus(context), here, mine, before = False, tied = False, none = self._bonus(0)
        cdef int index, to, said, result = NO
        cdef u32 told, cue
        cdef bint named = False, cut, last
        cdef Heard *words = self.words
        if bonus < -500 or not self.count:
            return NO
        self._weigh(case, bonus > 0)
        if bonus <= 0:
            for index in range(self.count):
                named = named or (words[index].cuts and words[index].facts & G_F_NAME)
        if named:
            self._weigh(case, True)  # `Dear Will`
        elif _is_place_of_name(context):
            index = self._filling(context)
            if index >= 0:
                return self._found(&words[index], &words[self.count - 1])
        if self._end_of_group(0) == self.count:
            return NO if words[0].cuts else self._weighed(text, 0, self.count, bonus, bonus, context)
        here = self._bonus(context & ~(G_A_DISPLAY | G_N_PHONE | G_A_CELL))
        index = 0
        while index < self.count:
            to = self._end_of_group(index)
            last = to == self.count
            if words[index].cuts:
                cue = words[index].facts & (G_F_PERSON | G_F_NAME)
                if words[index].facts & G_F_CAPITAL and words[index].facts & G_F_TITLE:
                    cue = G_F_PERSON | G_F_NAME
                here = none if not cue else self._bonus((G_C_PERSON if cue & G_F_PERSON else 0) | (G_C_NAME if cue & G_F_NAME else 0))
                tied = here < 0 and words[index].facts & G_F_CAPITAL and not last
                before = words[index].facts & G_F_HEAD != 0
                index = to
                continue
            mine = max(here, self._bonus(context & ~(G_CUES | G_A_CELL))) if last else here
            told = (context & G_N_THING if index == 0 else 0) | (context & (G_N_VERB | G_N_IS | G_N_NOUN) if last else 0)
            bonus = mine + self._beside(to) + (G_T_THING if before and mine < 0 else G_T_TIED if tied else 0)
            said = self._weighed(text, index, to, bonus, mine, told)
            if said == ASK:
                return ASK
            result = YES if said == YES else result
            before = tied = False
            index = to
        return result

    cdef int _end_of_group(self, int at) noexcept nogil:
        cdef int to = at + 1
        while to < self.count and not self.words[at].cuts and not self.words[to].cuts:
            to += 1
        return to

    cdef int _filling(self, u32 context) noexcept nogil:
        """Where two to four words begin that fill a name's place; -1 where they do not."""
        cdef int first = 0, index
        cdef bint some = False, common = False
        cdef Heard *words = self.words
        if context & G_KIND == G_RUN:
            while first < self.count and _is_unnamed(words[first].facts):
                first += 1
        if not 2 <= self.count - first <= 4:
            return -1
        for index in range(first, self.count):
            if _is_no_part(&words[index]):
                return -1
            some = some or (not words[index].cuts and words[index].end - words[index].start > 1)
            common = common or (words[index].cuts and _is_unnamed(words[index].facts) and _common(words[index].facts) > 2)
        if _wants_known(context):
            some = (_given(words[first].facts) >= G_F_ALONE or _given(words[self.count - 1].facts) >= G_F_ALONE) and not (context & G_C_NAME and common)
        return first if some else -1

    cdef int _beside(self, int at) noexcept nogil:
        cdef u32 facts
        if at >= self.count:
            return 0
        facts = self.words[at].facts
        if not self.words[at].cuts:
            return 0
        if facts & G_F_TAIL:
            return G_T_THING
        return G_T_FOLLOWED if facts & G_F_CAPITAL and not facts & (G_F_PERSON | G_F_NAME) else 0

    cdef int _weighed(self, const u8 *text, int at, int to, int bonus, int context, u32 told) except -1 nogil:
        cdef Heard *words = self.words
        cdef int worst = 0 if context < 0 else -10, index, total, longest, none = self._bonus(0), month
        cdef bint coarse
        while True:
            while to > at and (words[to - 1].weight < worst or words[to - 1].facts & G_F_PARTICLE or _is_no_initial(text, &words[to - 1])):
                to -= 1
            if to - at > 1 and words[at].facts & G_F_HEAD and context < 0:
                return NO
            while at < to and words[at].weight < worst:
                at += 1
            while to - at > 1 and _is_no_initial(text, &words[at]):
                at += 1
            longest = 0
            for index in range(at, to):
                longest = max(longest, <int>(words[index].end - words[index].start))
            if at == to or to - at > 6 or longest == 1 or (context <= none and self._holds_acronym(at, to)):
                return NO
            if to - at == 1:
                return self._single(text, at, bonus, context, told)
            total, coarse = bonus + (self._told(told) if context < 0 else 0), True
            for index in range(at, to):
                total += words[index].weight
                coarse = coarse and words[index].weight % 5 == 0
            if context < 0 and self._is_called_after(at, to):
                if to - at <= 2 or _given(words[at].facts) < G_F_USUAL:
                    return NO
                to -= 1
                continue
            if total == 0 and not (coarse and bonus % 5 == 0):
                return ASK  # where the reference's floats decide
            if total < 0:
                return NO
            if context < 0:
                month = True
                for index in range(at, to):
                    month = month and words[index].facts & G_F_MONTH != 0
                if month or self._are_place(text, at, to):
                    return NO
            return self._found(&words[at], &words[to - 1])

    cdef int _told(self, u32 told) noexcept nogil:
        return self.told[
            (1 if told & G_N_THING else 0) | (2 if told & G_N_VERB else 0) | (4 if told & G_N_IS else 0) | (8 if told & G_N_NOUN else 0)
        ]

    cdef int _single(self, const u8 *text, int at, int bonus, int context, u32 told) except -1 nogil:
        cdef Heard *word = &self.words[at]
        cdef int total
        if context < self._bonus(G_A_DISPLAY) and _is_rather_a_word(word.facts):
            return NO
        if context < 0:
            return self._found(word, word) if bonus >= self._bonus(0) and _stands_alone(word, told) else NO
        total = word.weight + bonus + G_T_SINGLE
        if total == 0 and (word.weight % 5 or bonus % 5):
            return ASK
        return self._found(word, word) if total >= 0 else NO

    cdef bint _holds_acronym(self, int at, int to) noexcept nogil:
        cdef int index, upper = 0
        cdef bint short = False
        for index in range(at, to):
            if self.words[index].facts & G_F_UPPER:
                upper += 1
                short = short or 1 < self.words[index].end - self.words[index].start <= 3
        return short and upper < to - at

    cdef bint _is_called_after(self, int at, int to) noexcept nogil:
        cdef u32 what = self.words[to - 2].facts
        cdef bint family = _family(what) > _given(what) or (not _given(what) and (_common(what) > 0 or _is_place(what)))
        return family and self.words[to - 1].facts & G_F_FAMILIES

    cdef bint _are_place(self, const u8 *text, int at, int to) noexcept nogil:
        """Whether each word, or all of them together, are a place."""
        cdef u8 lower[MOST_HEARD_BYTES + 16]
        cdef u32 start = self.words[at].start, end = self.words[to - 1].end, index
        cdef bint all_are = True
        cdef int place
        for place in range(at, to):
            all_are = all_are and _is_place(self.words[place].facts)
        for index in range(start, end):
            lower[index - start] = text[index] | 0x20
        return all_are or _is_place(gazette_value(&self.known.gazette, lower, end - start))


cdef bint _is_low_word(const u8 *at, const u8 *to) noexcept nogil:
    while at < to and at[0] >= b"a":
        at += 1
    return at == to


cdef bint _is_no_initial(const u8 *text, Heard *word) noexcept nogil:
    return word.end - word.start == 1 and (text[word.start] == b"I" or text[word.start] == b"A")


cdef bint _vouches_as_given(Heard *word) noexcept nogil:
    return not word.cuts and _given(word.facts) >= G_F_USUAL and word.weight > 0


cdef bint _vouches_as_family(Heard *word) noexcept nogil:
    cdef u32 facts = word.facts
    if word.cuts or not facts & G_F_CAPITAL:
        return False
    return (_given(facts) < G_F_USUAL or _family(facts) > _given(facts)) and (_family(facts) > 0 or not _common(facts))


cdef bint _is_rather_a_word(u32 facts) noexcept nogil:
    return _common(facts) >= 2 and _given(facts) < G_F_USUAL and _family(facts) <= G_F_USUAL


cdef bint _stands_alone(Heard *word, u32 told) noexcept nogil:
    cdef u32 facts = word.facts
    cdef int wanted
    if told & G_N_THING or _is_place(facts) or _common(facts) > 2 or facts & (G_F_UPPER | G_F_NOBODY):
        return False
    if told & G_N_VERB:
        return _given(facts) >= 2 or _family(facts) >= G_F_USUAL or (not facts & 0x1F8 and word.end - word.start > 3)
    told &= G_N_IS | G_N_NOUN
    wanted = G_F_WANTED_IS if told == G_N_IS else G_F_WANTED_NOUN if told == G_N_NOUN else G_F_ALONE
    return _given(facts) >= wanted and _common(facts) <= (2 if _given(facts) == 7 else 1)


cdef bint _is_no_part(Heard *word) noexcept nogil:
    cdef u32 facts = word.facts, size = word.end - word.start
    if _is_plain_word(facts, size):
        return not _is_part(facts, size)
    if facts & G_F_PARTICLES:
        return False
    return facts & (G_F_SMALL | G_F_TAIL | G_F_NO_PART | G_F_CODE) or (word.cuts and facts & G_F_CUE)


cdef bint _is_place_of_name(u32 context) noexcept nogil:
    cdef u32 label = context & G_LABEL
    if (label == G_L_PARTY or label == G_L_MAYBE) and context & G_KIND == G_FIELD and not context & G_F_OPEN:
        return True
    return context & (G_A_DISPLAY | G_N_PHONE | G_C_NAME) != 0


cdef bint _wants_known(u32 context) noexcept nogil:
    return context & G_LABEL == G_L_MAYBE or not (context & G_A_DISPLAY or context & (G_A_CELL | G_N_PHONE) == (G_A_CELL | G_N_PHONE))
