# cython: language_level=3, boundscheck=False, cdivision=True, initializedcheck=False
"""The native lexer: a block of lines -> what to replace in it, without the GIL.

Strategy: the same walk as in lexer.py, function by function under the same names, over matchers that are made from
the very patterns of the reference (`_patterns.h`, written by build_patterns.py). Each candidate is looked up in a native
memo by (space, bytes); a space is a context, or stands for labels, cue words, runs, escapes or the words of a name.
Only what the memo does not know takes the GIL and asks the reference's own Python. The memo's hash is seeded and its
probes are bounded, so no log can make a look-up slow; its bounds are checked between blocks, and what a block was
told stays where it is until its end. One `Worker` serves one thread at a time; all workers of a scrubber share one `Memory`.
"""

import os

cimport cython
from libc.stdint cimport int32_t, uint8_t as u8, uint16_t as u16, uint32_t as u32, uint64_t as u64
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memchr, memcmp, memcpy, memmove, memset
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE


cdef extern from "_patterns.h" nogil:
    ctypedef struct Match:
        const u8 *begin
        const u8 *end
        const u8 *start "from"
        const u8 *mark[10]
        int last
    ctypedef const u8 *(*Matcher)(Match *, const u8 *)
    ctypedef struct Row:
        const char *name
        Matcher match
        Matcher search
        Matcher whole
    const Row LISTED[]
    int plain_only, narrow_only
    ctypedef struct Masks:
        u8 *bits
    int masks_make(Masks *, const u8 *text, const u8 *end)
    const u8 *token_walk(Match *, const Masks *, const u8 *)
    ctypedef struct Stretch:
        const u8 *at
        const u8 *to
    const u8 *TOKEN_step(Match *, const u8 *)
    const u8 *TOKEN_stop(Match *, const u8 *)
    const u8 *_ZONE_match(Match *, const u8 *)
    const u8 *opening_end(const u8 *, const u8 **sep_end)
    ctypedef struct Wordlist:
        u32 last[32][32]
        u64 least
    int words_between(const Masks *, const u8 *start, const u8 *at, const Wordlist *, Stretch *)
    const u8 *DISGUISED_search(Match *, const u8 *)
    const Matcher PASS_SEARCH[]
    const u32 PASS_FIRST[]
    const u8 *TABLED_search(Match *, const u8 *)
    const u8 *WORDS_search(Match *, const u8 *)
    const u8 *WALL_search(Match *, const u8 *)
    const u8 *CUE_BEHIND_match(Match *, const u8 *)
    const u8 *MEDIA_BEHIND_match(Match *, const u8 *)
    const u8 *ENUM_BEHIND_match(Match *, const u8 *)
    const u8 *GLUED_CUE_search(Match *, const u8 *)
    const u8 *NAME_BESIDE_search(Match *, const u8 *)
    const u8 *PARTED_match(Match *, const u8 *)
    const u8 *_PHONE_BEHIND_match(Match *, const u8 *)
    const u8 *_PHONE_BEFORE_search(Match *, const u8 *)
    const u8 *_ONE_NAME_match(Match *, const u8 *)
    const u8 *_LOW_BEFORE_search(Match *, const u8 *)
    const u8 *_LOW_BEHIND_match(Match *, const u8 *)
    const u8 *_LOW_CUED_search(Match *, const u8 *)
    const u8 *_LOW_CUED_until(Match *, const u8 *, const u8 *last)
    const u8 *_LOW_ONLY_match(Match *, const u8 *)
    const u8 *SAID_search(Match *, const u8 *)
    const u8 *_LOW_SAID_match(Match *, const u8 *)
    const u8 *_TAG_CLOSES_search(Match *, const u8 *)
    const u8 *_LINE_END_match(Match *, const u8 *)
    const u8 *_PARTICLES_LEFT_search(Match *, const u8 *)
    const u8 *_USER_match(Match *, const u8 *)
    const u8 *_THING_BEFORE_search(Match *, const u8 *)
    const u8 *_PERSON_VERB_match(Match *, const u8 *)
    const u8 *_VERB_match(Match *, const u8 *)
    const u8 *_NOUN_match(Match *, const u8 *)
    const u8 *_CLOCK_match(Match *, const u8 *)
    const u8 *ECHO_WORD_search(Match *, const u8 *)
    const u8 *_MAC_search(Match *, const u8 *)
    const u8 *_IPV6_PREFIX_match(Match *, const u8 *)
    const u8 *_OPENING_match(Match *, const u8 *)
    const u8 *_OPENING_whole(Match *, const u8 *)
    const u8 *_LIST_GAP_whole(Match *, const u8 *)
    const u8 *_CHANNEL_match(Match *, const u8 *)
    const u8 *_HOST_match(Match *, const u8 *)
    const u8 *_LITERAL_REST_match(Match *, const u8 *)
    const u8 *_DISPLAY_LEFT_search(Match *, const u8 *)
    const u8 *_HEX_LEFT_search(Match *, const u8 *)
    const u8 *_NO_NUMBERS_END_match(Match *, const u8 *)
    const u8 *_BOUND_LEFT_search(Match *, const u8 *)
    const u8 *_BOUND_RIGHT_match(Match *, const u8 *)
    const u8 *_NAMED_search(Match *, const u8 *)
    const u8 *_CLOSING_TAG_match(Match *, const u8 *)
    const u8 *_DISPLAY_END_match(Match *, const u8 *)
    const u8 *_WORDS_BEFORE_search(Match *, const u8 *)
    const u8 *_OWNER_search(Match *, const u8 *)
    const u8 *_BRACKET_search(Match *, const u8 *)
    const u8 *_VALUE_QUOTED_34_match(Match *, const u8 *)
    const u8 *_VALUE_QUOTED_39_match(Match *, const u8 *)
    const u8 *_VALUE_ESCAPED_34_match(Match *, const u8 *)
    const u8 *_VALUE_ESCAPED_39_match(Match *, const u8 *)
    const u8 *_VALUE_DEEP_34_match(Match *, const u8 *)
    const u8 *_VALUE_DEEP_39_match(Match *, const u8 *)
    const u8 *_KEY_ENDS_match(Match *, const u8 *)
    const u8 *_NEXT_KEY_search(Match *, const u8 *)
    const u8 *_FORM_LEFT_search(Match *, const u8 *)
    const u8 *_VALUE_PLAIN_match(Match *, const u8 *)
    const u8 *_VALUE_QUERY_match(Match *, const u8 *)
    const u8 *_VALUE_OPEN_match(Match *, const u8 *)
    const u8 *_VALUE_BRACKET_match(Match *, const u8 *)
    const u8 *_VALUE_TAG_match(Match *, const u8 *)
    const u8 *_WORDS_ONLY_whole(Match *, const u8 *)
    const u8 *_NUMBER_OR_MAIL_search(Match *, const u8 *)
    const u8 *_MAILTO_match(Match *, const u8 *)
    const u8 *_HAS_LETTER_search(Match *, const u8 *)
    bint in_GOES_ON(u8), in_JOINS_WORDS(u8), in_TOUCHING(u8), in_CELL_LEFT(u8), in_CELL_RIGHT(u8), in_WORD_BYTES(u8)
    bint in_GLUE_LEFT(u8), in_GLUE_RIGHT(u8), in_BEFORE_CUE(u8), in_BARE(u8), in_CLOSING(u8), in_SEPARATORS(u8)
    bint in_LOWER(u8), in_PART_LEFT(u8), in_NO_MAIL_BEHIND(u8), in_BEFORE_ELEMENT(u8), in_OPENS_ELEMENT(u8), in_LOCAL_BYTES(u8)
    bint in_BEHIND_PHONE(u8), in_OWNER_ENDS(u8), in_OWNER_LABEL(u8)
    bint in_CELL_OPENS(u8), in_TAG_ENDS(u8), in_LOW_PARTS(u8), in_LOW_OPENS(u8), in_LINE_LEFT(u8), in_QUOTES(u8), in_ROLE_BEGINS(u8)
    bint needs_owner(u32), holds_name(u32)
    u32 unowned(u32)
    const u32 G_NUMBER, G_RUN, G_FIELD, G_MAIL, G_KIND, G_L_PLAIN, G_L_NAME, G_C_TO, G_A_AT, G_A_CELL, G_A_DISPLAY
    const u32 G_A_GLUED, G_A_QUOTED, G_Q_SHIFT, G_F_OPEN, G_L_PHONE, G_C_NEAR, G_C_PAIR, G_C_THING, G_C_PHONE, G_C_NAME, G_N_PHONE
    const u32 G_A_LINE, G_A_FILE, G_A_ENUM, G_L_USER, G_L_PARTY, G_L_VALUE, G_C_PERSON, G_N_THING, G_N_VERB, G_N_IS, G_N_NOUN
    const u64 G_SAID_SIZES
    const int G_CUE_REACH, G_NEAR_REACH, G_LOW_REACH, G_DIGEST_REACH, G_NAMED_REACH, G_MAX_VALUE, G_MIN_DIGITS, G_PASSES, G_DEPTH
    const u8 *NO_PHONE_search(Match *, const u8 *)
    const u8 *EPOCH_match(Match *, const u8 *)
    const u8 *NATIONAL_match(Match *, const u8 *)
    const u8 *REVERSE_DNS_match(Match *, const u8 *)
    bint sure_label(u32), valid_label(u32), in_GAPS(u8), in_ODD(u8), in_TRIM_LEFT(u8), in_TRIM_RIGHT(u8)
    bint in_CUE_ENDS(u8), in_BESIDE(u8), in_EDGES(u8), in_IN_FILE(u8), in_FORM_ENDS(u8)
    const u32 G_W_PART, G_W_INITIAL, G_W_UNNAMED, G_W_COMMON, G_W_GIVEN, G_W_NOBODY, G_W_NAMED, G_W_NAME, G_W_SURE
    const u32 G_E_FIELD, G_E_RUN, G_E_VOUCHED, G_E_SURE, G_E_CUED
    const int G_LONGEST, G_MOST_WORDS, G_MAX_LABEL
    const int G_ASK_NUMBER, G_ASK_RUN, G_ASK_OWNED, G_ASK_PERSON, G_ASK_AGAIN
    const u32 G_L_SIP, G_LABEL, G_MAX_DIGITS, G_P_SURE, G_P_VALID, G_P_LOCAL, G_P_SHAPED, G_P_MAX_PIECES, G_P_TRUNKED

cdef extern from *:
    int lowest_bit "__builtin_ctzll"(u64) nogil
    void near "__builtin_prefetch"(const void *) nogil

cdef extern from "_memo.h" nogil:
    ctypedef struct Shared:
        pass
    ctypedef struct Memo:
        bint few
    ctypedef struct Bytes:
        u8 *at
        u64 size
        u64 room
    int shared_open(Shared *, const u8 *seed)
    void shared_close(Shared *)
    void shared_bound(Shared *, u64 most_bytes, u32 most_rows)
    int memo_open(Memo *, Shared *)
    void memo_close(Memo *)
    bint memo_enter(Memo *)
    void memo_leave(Memo *, bint failed)
    const u8 *memo_at(const Memo *, u32 place)
    const u32 PLACE, PAGE
    const u32 *memo_find(Memo *, u32 space, const u8 *key, u64 size)
    u32 memo_hash(Memo *, u32 space, const u8 *key, u64 size)
    bint memo_look(Memo *, u32 hash, u32 space, const u8 *key, u64 size, u32 *value)
    void memo_near(Memo *, u32 hash)
    void memo_nearer(Memo *, u32 hash)
    void memo_bytes_near(Memo *, u32 place, u64 size)
    u64 count_lines(const u8 *at, u64 size)
    const u32 *memo_in_front(Memo *, u32 space, const u8 *key, u64 size)
    void memo_front_near(Memo *, u32 space, const u8 *key, u64 size)
    void memo_front(Memo *, u32 space, const u8 *key, u64 size, u32 value)
    int memo_add(Memo *, u32 space, const u8 *key, u64 size, u32 value)
    long memo_store(Memo *, const u8 *data, u64 size)
    long memo_lend(Memo *, const u8 *data, u64 size)
    bint memo_seen(Memo *, u32 hash)
    void memo_seen_near(Memo *, u32 hash)
    long memo_store_sized(Memo *, const u8 *data, u32 size)
    int bytes_add(Bytes *, const u8 *data, u64 size)
    const u8 *find_bytes(const u8 *at, const u8 *end, const u8 *word, u64 size)
    const u8 *line_start(const u8 *start, const u8 *at)
    u8 *put(u8 *to, const u8 *data, u64 size, u64 room)
    u8 *put_short(u8 *to, const u8 *data, u64 size, u64 room)

cdef extern from "_ahead.h" nogil:
    const u32 SPACE_LABEL, SPACE_PLAIN
    ctypedef struct Ahead:
        Match m
        const u8 *last
        const u8 *last_end
        const u8 *judged
        const u8 *stop
        const u32 *said
        u32 label
        bint owned
    const u8 *go_ahead(Ahead *, const Masks *, Memo *, const u8 *)

cdef extern from "_layouts.h" nogil:
    ctypedef struct Piece:
        const u8 *text
        const u8 *made_of
        u16 size
        u16 made_size
        u8 hole
        u8 guard
        u8 word
        u8 group
    ctypedef struct Said:
        u8 group
        int32_t context
    ctypedef struct Layout:
        u64 signs
        const Piece *pieces
        const Said *met
        const u8 *rest
        u16 met_count
        u16 rest_size
    ctypedef struct Layouts:
        u32 count
    ctypedef struct Groups:
        const u8 *start "from"[25]
        const u8 *to[25]
    const int GROUPS_MOST
    const u32 G_MAX_LAYOUTS
    const u8 *line_signs(const Memo *, const u8 *, const u8 *end, u64 *hash)
    const u8 *line_end(const u8 *, const u8 *end)
    bint layouts_pay()
    const Layout *layout_of(const Layouts *, const Masks *, Match *, u64 signs, const u8 *, const u8 *stop, Groups *)
    const u8 *hole_filled(int number, const Masks *, Match *, const u8 *)
    Layout *layout_new(u32 pieces, u32 met, u64 texts, u8 **text)
    void layouts_add(Layouts *, Layout *)
    void layouts_close(Layouts *)

cdef extern from "_echoes.h" nogil:
    ctypedef struct Echo:
        u32 start
        u32 end
    ctypedef struct Echoes:
        const u8 *line
        Echo *found
        u32 word_count, found_count
    void echoes_close(Echoes *)
    int echoes_begin(Echoes *, const u8 *line, const u8 *end, u64 most)
    int echoes_add(Echoes *, const Memo *, const u8 *word, u64 size, u32 begin, u32 stop)
    int echoes_find(Echoes *, const Memo *)

cdef enum:
    NUMBER = 1
    LABEL = 2
    MAIL = 3
    RUN = 4

cdef enum:  # spaces of the memo beside the contexts and those of labels and runs, 0xF0000001 and 0xF0000003, from which the others go on
    SPACE_CUE = 0xF0000002
    SPACE_WORDS = 0xF0000004
    SPACE_ECHO = 0xF0000005
    SPACE_NAME = 0xF0000006
    SPACE_PLACE = 0xF0000007
    SPACE_APART = 0xF0000008
    SPACE_SOUGHT = 0xF000000E
    SPACE_PASS = 0xF0000010  # and the number of a pass of the shadow
    SPACE_TOKEN = 0xF0000100  # and the quote around a token

cdef enum:
    WORDS_MOST = 8  # places for the words of a name, of which MOST_WORDS are used
    KIND_NAME = 0
    KIND_PHONE = 1
    KIND_EMAIL = 2
    KIND_USER = 3
    WITHHELD = 4
    PASSES_MOST = 8
    AT_ONCE = 128  # lines that may be given to be learned before WALKED of scan.py counts
    SIGNS = 4096  # kinds of lines, by their signs, that are told apart
    AHEAD = 16  # candidates before a look-up at which its memory is asked for
    LETTERS = 32  # of a token, two for each byte of its HMAC
    TOKEN_MOST = 256  # bytes of the longest token, with its quotes
    KEY = 1024  # bytes of the longest candidate that is remembered
    KEY_WORD = 256  # the same for labels, cues, runs, escapes
    ECHO_REACH = 1 << 16  # bytes of a line that may be looked at, name by name, for what stands elsewhere in it
    UNKNOWN = 0xFFFFFFFF  # a candidate without a decision

cdef enum:  # sorts of decisions: what the memo keeps at a place, or one of these
    SORT = 0xC0000000
    NOTHING = 0x40000000  # is replaced; and 1 where that is a national number
    WHOLE_PHONE = 0x80000000  # all is replaced by what the memo keeps at a place: its size, then the token
    WHOLE_NAME = 0xC0000000  # the same of a name

cdef u32 seen_least, walked_most  # see `learning`

cdef list KINDS = ["name", "phone", "email", "user", "withheld"]  # and, behind them, those of a policy as they are met
cdef dict KIND_INDEX = {kind: index for index, kind in enumerate(KINDS)}


cdef u32 _kind(kind) except? 0xFFFFFFFF:
    """The place of a kind in KINDS."""
    if kind not in KIND_INDEX:
        KINDS.append(kind)
        KIND_INDEX[kind] = len(KINDS) - 1
    return KIND_INDEX[kind]

cdef struct Span:
    u32 start
    u32 end
    u32 text  # where the memo keeps the replacement
    u32 size
    u32 kind

cdef struct Edit:  # what stands at [at:to] of a layer stood before at [began:ended]
    u32 at
    u32 to
    u32 began
    u32 ended

cdef struct Pass:  # over a text: its edits, the end of the last of them, by how much longer what was read became
    u64 count
    u64 last
    long shift

cdef struct Candidate:
    const u8 *at
    const u8 *to
    u32 hash
    u32 context
    u32 value  # the decision
    bint hit

cdef struct Wanted:  # a token whose letters are not known yet
    u32 kind  # one of those that are made here
    u32 at  # where the memo keeps the letters
    u32 size  # of the number
    u8 number[64]

cdef struct Awaited:  # a candidate that is one number, whose token is looked for when its memory is near
    u64 candidate
    u32 hash
    u32 size
    u8 number[64]

cdef struct Pair:
    u32 start
    u32 end

cdef struct Opening:  # a label's separator and what stands behind it
    const u8 *sep
    const u8 *sep_end
    const u8 *mark
    const u8 *mark_end
    const u8 *end


cdef inline int _room(void **rows, u64 *room, u64 used, size_t size) except -1 nogil:
    """Makes room for one more row."""
    cdef void *grown
    if used < room[0]:
        return 0
    grown = realloc(rows[0], (room[0] * 2 + 64) * size)
    if grown == NULL:
        with gil:
            raise MemoryError
    rows[0] = grown
    room[0] = room[0] * 2 + 64
    return 0


cdef inline bint _before(const Span *span, const Echo *echo, u32 base) noexcept nogil:
    """Whether a span stands before an echo: the longer one first where both begin together."""
    return span.start < base + echo.start or (span.start == base + echo.start and span.end >= base + echo.end)


cdef inline u8 _escaped_end(const u8 *begin, const u8 *at) noexcept nogil:
    """Whether an escaped line end, as in a JSON string, stands before `at`: \\n \\r \\t \\b \\f."""
    cdef u8 c
    if at - begin < 2 or at[-2] != 0x5C:
        return False
    c = at[-1]
    return c == b"n" or c == b"r" or c == b"t" or c == b"b" or c == b"f"


cdef inline bint _digit(u8 c) noexcept nogil:
    return c - 0x30 <= 9 and c >= 0x30


cdef inline bint _has_plus(const u8 *at, const u8 *end) noexcept nogil:
    return (at < end and at[0] == b"+") or (at + 1 < end and at[1] == b"+")


cdef inline u32 _cell(const u8 *begin, const u8 *at, const u8 *to, const u8 *end) noexcept nogil:
    cdef const u8 *left = at
    cdef const u8 *right = to
    cdef const u8 *limit
    if at > begin and to < end and in_TOUCHING(at[-1]) and in_TOUCHING(to[0]):
        return G_A_CELL | G_A_QUOTED
    limit = begin if at - begin < 24 else at - 24
    while left > limit and left[-1] == b" ":
        left -= 1
    if left == limit or not in_CELL_LEFT(left[-1]):
        return 0
    limit = end if end - to < 24 else to + 24
    while right < limit and right[0] == b" ":
        right += 1
    return G_A_CELL if right == limit or in_CELL_RIGHT(right[0]) else 0


cdef bint _is_named(const u32 *bits, int count) noexcept nogil:
    cdef u32 found = 0
    cdef int index
    for index in range(count):
        found |= bits[index]
    return found & G_W_NAMED and not (count == 1 and bits[0] & G_W_NOBODY)


cdef bint _is_filled(const u32 *bits, int count, u32 place) noexcept nogil:
    cdef bint certain = False, common = False
    cdef u32 sure = G_W_SURE if place & G_E_SURE else G_W_NAME
    cdef int index
    if count < 2 or count > 4:
        return False
    for index in range(count):
        if not bits[index] & (G_W_PART | G_W_INITIAL):
            return False
        certain = certain or bits[index] & sure
        common = common or (bits[index] & G_W_COMMON and not bits[index] & sure)
    if not place & G_E_VOUCHED:
        return certain
    return (bits[0] | bits[count - 1]) & G_W_GIVEN and not (place & G_E_CUED and common)


cdef bint _is_at_address(const u8 *at, const u8 *to, u32 context) noexcept nogil:
    """Whether an address in digits or brackets stands behind the @ of what is no SIP user: then neither is it a mail address."""
    cdef const u8 *p = <const u8 *>memchr(at, b"@", to - at)
    if p == NULL or context & G_LABEL == G_L_SIP or memchr(at, b"+", to - at) != NULL:
        return False
    if p + 1 < to and p[1] == b"[":
        return True
    while p < to and p[0] < 0x80 and not _letter(p[0]):
        p += 1
    return p == to


cdef const u8 *_word_end(const u8 *at, const u8 *to) noexcept nogil:
    """The end of a word of Latin, Greek, Cyrillic, Hebrew or Arabic letters, hyphens and apostrophes inside; `at` where none begins, or
    one ends in 's."""
    cdef const u8 *end = at
    cdef const u8 *p = at
    while p < to:
        if _letter(p[0]):
            p += 1
        elif 0xC3 <= p[0] <= 0xDF and p + 1 < to and 0x80 <= p[1] <= 0xBF:
            p += 2
        elif (p[0] == b"-" or p[0] == b"'") and p == end and p > at:
            p += 1
            continue
        else:
            break
        end = p
    return at if end - at > 2 and end[-2] == b"'" and (end[-1] | 0x20) == b"s" else end


cdef const u8 *_next_word(const u8 *end, const u8 *to) noexcept nogil:
    """Where the next word begins behind spaces and an initial's full stop, `to` where there is none; NULL where something else stands."""
    cdef const u8 *p = end
    if p < to and p[0] == b".":
        p += 1
        if p < to and p[0] != b" " and p[0] != 31:
            return NULL
    while p < to and (p[0] == b" " or p[0] == 31):
        p += 1
    if p == to:
        return to
    return p if p > end and _word_end(p, to) > p else NULL


cdef bint _at_edge(const u8 *start, const u8 *at) noexcept nogil:
    """Whether a cell ends before `at`, where the text from `start` on is looked at."""
    while at > start and in_BESIDE(at[-1]):
        if at[-1] == b"\t":
            return True
        at -= 1
    return at > start and in_EDGES(at[-1])


cdef bint _capital_before(const u8 *start, const u8 *at) noexcept nogil:
    """Whether the word before what parts cells has a capital letter or one beyond ASCII, as each name has."""
    while at > start and (in_BESIDE(at[-1]) or in_EDGES(at[-1])):
        at -= 1
    while at > start and (_letter(at[-1]) or at[-1] == b"'" or at[-1] == b"-" or at[-1] >= 0x80):
        at -= 1
        if at[0] >= 0x80 or b"A" <= at[0] <= b"Z":
            return True
    return False


cdef bint _two_low_words(const u8 *start, const u8 *at) noexcept nogil:
    """Whether a word in lower case stands before a place, and a space and another one before it."""
    cdef const u8 *p = at
    while p > start and _low(p[-1]):
        p -= 1
    return p < at and p - start >= 2 and p[-1] == b" " and _low(p[-2])


cdef inline bint _low(u8 c) noexcept nogil:
    return b"a" <= c <= b"z" or c >= 0x80 or c == b"'" or c == b"-" or c == b"."


cdef inline bint _letter_ends(const u8 *to) noexcept nogil:
    return _letter(to[-1]) or to[-1] >= 0x80


cdef inline bint _letter(u8 c) noexcept nogil:
    return (c | 0x20) >= b"a" and (c | 0x20) <= b"z"


cdef bint _is_numbered(const u8 *at, const u8 *to) noexcept nogil:
    """As known.py's `is_numbered`: a letter, a hyphen and the letters of a number in hex."""
    if to - at < 2 or not _letter(at[0]) or at[1] != b"-":
        return False
    at += 2
    while at < to and b"a" <= at[0] <= b"f":
        at += 1
    return at == to


cdef bint _digits(const u8 *at, const u8 *to) noexcept nogil:
    while at < to and _digit(at[0]):
        at += 1
    return at == to


cdef inline u32 _quote_index(const u8 *at, u64 size) noexcept nogil:
    """The place of a quote in grammar.QUOTES; 0 also for what is none of them."""
    cdef int index
    for index in range(1, QUOTES_COUNT):
        if QUOTE_SIZES[index] == size and memcmp(QUOTE_TEXTS[index], at, size) == 0:
            return index
    return 0


cdef inline u32 _quoting(const u8 *begin, const u8 *label, Opening *opening) noexcept nogil:
    cdef const u8 *end
    if opening.mark_end - opening.mark > 1 or (opening.mark_end > opening.mark and not in_BARE(opening.mark[0])):
        return 0
    end = <const u8 *>memchr(opening.sep, b":", opening.sep_end - opening.sep)
    if end == NULL:
        end = opening.sep_end
    while end > opening.sep and (end[-1] == b" " or 9 <= end[-1] <= 13):
        end -= 1
    if label == begin or end == opening.sep or label[-1] != end[-1]:
        return 0
    return _quote_index(opening.sep, end - opening.sep)


cdef enum:
    QUOTES_MOST = 8
cdef int QUOTES_COUNT = 0
cdef u64 QUOTE_SIZES[QUOTES_MOST]
cdef u8 QUOTE_TEXTS[QUOTES_MOST][8]


def take_quotes(tuple quotes):
    """The quotes of grammar.py as C arrays."""
    global QUOTES_COUNT
    cdef bytes quote
    if len(quotes) > QUOTES_MOST:
        raise ValueError("more quotes than the contexts have room for")
    for index, quote in enumerate(quotes):
        QUOTE_SIZES[index] = len(quote)
        memcpy(QUOTE_TEXTS[index], PyBytes_AS_STRING(quote), len(quote))
    QUOTES_COUNT = len(quotes)


include "_numbers.pxi"
include "_words.pxi"


@cython.final
cdef class Memory:
    """What the workers of a scrubber remember together."""

    cdef Shared shared

    def __cinit__(self):
        cdef bytes seed = os.urandom(64)
        if shared_open(&self.shared, <const u8 *>PyBytes_AS_STRING(seed)):
            raise MemoryError

    def __dealloc__(self):
        shared_close(&self.shared)

    def bound(self, u64 most_bytes, u32 most_entries):
        """Starts anew if more is remembered than that."""
        shared_bound(&self.shared, most_bytes, most_entries)


@cython.final
cdef class Worker:
    """Buffers of one thread, and its way to the memo.

    Given are the memory and the reference's functions: label(bytes) -> int, cue(bytes) -> int, plain(bytes) -> bool, and its flags `bare` and `walls`;
    meanings, one for each pass of the shadow: bytes -> bytes; decide(context, bytes) -> (decision, whether a national number
    is kept, whether to remember it); apart(word) -> whether a word is no part of a name; ordinary(word) -> whether a word of a name is not looked for elsewhere; words(name) -> the words to look for; echoes(text, named, spans) -> spans;
    known(text, spans) -> spans with the names known beforehand, or None; names: word(bytes) -> bits and place(context) -> bits as in judges/place.py,
    what replaces a name, and whether runs are judged so too, or None where every name is asked for; numbers: what a `Numbers` is made from, and
    what tokens begin with and the HMAC that is copied for each, or None where every number is asked for; near: the words that may speak for a
    number from afar, or None where every word is asked for; words_known: what a `Words` is made from;
    mails: the same of addresses and of users, or None where each is asked for; layouts: those of the reference, which learn lines and have
    `made`.
    """

    cdef object _label_judge, _cue_judge, _plain_judge, _apart_judge, _word_judge, _place_judge, _marker, _ordinary, _meanings, _decider, _word_list, _echo, _known
    cdef tuple token_starts, contexts  # by the kinds that tokens are made for here; None among the contexts for the others
    cdef const u8 *starts[KIND_USER + 1]
    cdef u32 start_sizes[KIND_USER + 1]
    cdef u32 phone_sizes[8]  # of a number's token, with each quote around it
    cdef bint mailing
    cdef Numbers numbers
    cdef Words words
    cdef u32 marker_at  # where the memo keeps what replaces a name; UNKNOWN where it does not
    cdef bint bare, walls, runs
    cdef Memory memory
    cdef Memo memo
    cdef bint failed
    cdef Bytes buffers[2]
    cdef Edit *edits[PASSES_MOST]
    cdef u64 edit_room[PASSES_MOST]
    cdef u64 edit_count[PASSES_MOST]
    cdef int layers
    cdef Pair *lines
    cdef u64 line_room, line_count
    cdef Span *spans
    cdef u64 span_room, span_count
    cdef Pair *named
    cdef u64 named_room, named_count
    cdef Candidate *queue
    cdef u64 queue_room, queued
    cdef Wanted *wanted
    cdef u64 wanted_room, wanted_count
    cdef Awaited *awaited
    cdef u64 awaited_room, awaited_count
    cdef object _learn, _made
    cdef Layouts layouts
    cdef list noted  # what is met in a line that is to be learned, else None
    cdef const u8 *noted_at
    cdef const u8 *noted_to
    cdef u16 *noted_seen
    cdef u32 layout_count  # of those made
    cdef u32 walked, tried  # lines, and those of them that were given to be learned
    cdef u16 seen[SIGNS]  # walked lines by their signs
    cdef Echoes echoes
    cdef Span *laid
    cdef u64 laid_room
    cdef Match m
    cdef Masks masks
    cdef const u8 *begin
    cdef const u8 *end
    cdef const u8 *done
    cdef const u8 *owners_at
    cdef const u8 *near_since  # from here to there no word speaks for a number
    cdef const u8 *near_done
    cdef Wordlist near_words  # those that may
    cdef const u8 *said_at  # the next words in lower case behind a cue, NULL for none
    cdef const u8 *said_to
    cdef u32 said_context
    cdef const u8 *stack[64]
    cdef int depth
    cdef u64 hits, kept, national
    cdef list found  # candidates, where they are asked for
    cdef bint listing

    def __cinit__(self, Memory memory, *_asks, **_more):
        self.memory = memory
        if memo_open(&self.memo, &memory.shared):
            raise MemoryError

    def __init__(self, Memory memory, label, cue, plain, bare, meanings, decide, ordinary, words, echoes, known, names=None, numbers=None, walls=False, apart=None, near=None, words_known=None, mails=None, layouts=None):
        self._learn, self._made = (layouts.learn, layouts.made) if layouts is not None else (None, ())
        self.walls, self._apart_judge = walls, apart
        memset(&self.near_words, 0xFF if near is None else 0, sizeof(self.near_words))
        self.near_words.least = min(map(len, near), default=0) if near is not None else 0
        for word in near or ():
            self.near_words.last[len(word) & 31][word[0] & 31] |= <u32>1 << (word[len(word) - 1] & 31)
        self._label_judge, self._cue_judge, self._plain_judge, self.bare = label, cue, plain, bare
        self._ordinary = ordinary
        self._meanings, self._decider, self._word_list, self._echo, self._known = meanings, decide, words, echoes, known
        none = (b"", None)
        self.numbers, self.mailing = Numbers(*numbers[:-1]) if numbers else None, mails is not None
        self.token_starts, self.contexts = zip(none, numbers[-1] if numbers else none, *(mails or (none, none)))
        for kind, start in enumerate(self.token_starts):
            self.starts[kind], self.start_sizes[kind] = <const u8 *>PyBytes_AS_STRING(start), len(start)
        if max(map(len, self.token_starts)) + LETTERS + 2 * 8 > TOKEN_MOST:
            raise ValueError("what tokens begin with is longer than there is room for")
        for quote in range(8):
            self.phone_sizes[quote] = 2 * QUOTE_SIZES[quote] + self.start_sizes[KIND_PHONE] + LETTERS
        self.words = Words(*words_known) if words_known else None
        if self.words is not None:
            self.words.memo = &self.memo
        self._word_judge, self._place_judge, self._marker, self.runs = names or (None, None, None, False)
        self.marker_at = <u32>UNKNOWN
        self.listing = False

    def __dealloc__(self):
        memo_close(&self.memo)
        for index in range(2):
            free(self.buffers[index].at)
        for index in range(PASSES_MOST):
            free(self.edits[index])
        free(self.lines)
        free(self.spans)
        free(self.named)
        free(self.queue)
        free(self.wanted)
        free(self.awaited)
        free(self.laid)
        layouts_close(&self.layouts)
        echoes_close(&self.echoes)
        free(self.masks.bits)

    # --- what Python calls ---

    def splice(self, bytes block, counts):
        """The clean bytes of whole lines; adds to `counts`."""
        self._enter()
        try:
            self._run(block, counts)
            return self._spliced(block)
        finally:
            memo_leave(&self.memo, self.failed)

    cdef bytes _spliced(self, bytes block):
        cdef u64 length = PyBytes_GET_SIZE(block), size = length, last = 0, left, index
        cdef Span *span
        cdef const u8 *source = <const u8 *>PyBytes_AS_STRING(block)
        cdef u8 *out
        if self.span_count == 0:
            return block
        with nogil:
            for index in range(self.span_count):
                size = size + self.spans[index].size - (self.spans[index].end - self.spans[index].start)
        clean = PyBytes_FromStringAndSize(NULL, size)
        out = <u8 *>PyBytes_AS_STRING(clean)
        with nogil:
            left = size  # to write
            for index in range(self.span_count):
                span = &self.spans[index]
                out = put(out, source + last, span.start - last, min(left, length - last))
                left -= span.start - last
                out = put_short(out, memo_at(&self.memo, span.text), span.size, min(left, <u64>(PAGE - (span.text & (PAGE - 1)))))
                left -= span.size
                last = span.end
            memcpy(out, source + last, length - last)
        return clean

    def spans_of(self, bytes block, counts):
        """What to replace in whole lines, in order: (start, end, replacement, kind)."""
        self._enter()
        try:
            self._run(block, counts)
            return self._listed(0, self.span_count, 0)
        finally:
            memo_leave(&self.memo, self.failed)

    def candidates(self, bytes text):
        """All candidates of the lines of a text without disguises: (start, end, context)."""
        self.listing, self.found = True, []
        self._enter()
        try:
            self._begin(<const u8 *>PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text))
            self._candidates()
            self.failed = False
            return self.found
        finally:
            self.listing, self.found = False, None
            memo_leave(&self.memo, self.failed)

    def names_in(self, bytes text, u32 context):
        """Where names stand in a candidate, as far as that is judged natively; None where it is asked for. For tests."""
        cdef const u8 *at = <const u8 *>PyBytes_AS_STRING(text)
        cdef int said
        self._enter()
        said = self.words.judge(at, at + len(text), context)
        memo_leave(&self.memo, False)
        return None if said == ASK else [(self.words.found[index].start, self.words.found[index].end) for index in range(self.words.found_count)]

    def said(self, bytes word):
        """What is said of a word natively: (whether it is plain, no part of a name, not looked for elsewhere, its bits in a name, its cue),
        None for what is asked for. For tests."""
        cdef u32 value
        cdef u32 *spaces = [SPACE_PLAIN, SPACE_APART, SPACE_ECHO, SPACE_NAME, SPACE_CUE]
        found = []
        self._enter()
        for index in range(5):
            told = self.words.says(spaces[index], <const u8 *>PyBytes_AS_STRING(word), len(word), &value)
            found.append(value if told else None)
        memo_leave(&self.memo, False)
        return tuple(found)

    def label_said(self, bytes label):
        """What a label says, and the label that is asked for it, None for itself. For tests."""
        cdef u8 form[64]
        cdef int length = self.words.form(<const u8 *>PyBytes_AS_STRING(label), len(label), form)
        self._enter()
        value = self._label(<const u8 *>PyBytes_AS_STRING(label), len(label))
        memo_leave(&self.memo, False)
        return value, None if length < 0 else PyBytes_FromStringAndSize(<const char *>form, length)

    cdef int _enter(self) except -1:
        self.failed = True  # until the opposite is known
        self.wanted_count = self.awaited_count = 0
        self.noted = None
        while self.layout_count < len(self._made):
            self.layout_count += 1
            self._add_layout(self._made[self.layout_count - 1])
        if memo_enter(&self.memo):
            self.marker_at = <u32>UNKNOWN

    # --- one block ---

    cdef int _run(self, bytes block, counts) except -1:
        cdef const u8 *source = <const u8 *>PyBytes_AS_STRING(block)
        cdef u64 size = PyBytes_GET_SIZE(block)
        with nogil:
            self._shadow(source, size)
            self._candidates()
            self._echoes()
        if self._known is not None:
            text = PyBytes_FromStringAndSize(<const char *>self.begin, self.end - self.begin)
            listed = self._listed(0, self.span_count, 0)
            laid = self._known(text, listed)
            if laid is not listed:
                self._replaced(0, self.span_count, 0, laid)
        self._count(counts)
        with nogil:
            self._home()
        self.failed = False
        return 0

    cdef int _count(self, counts) except -1:
        cdef u64 found[5]
        cdef u64 index
        for index in range(5):
            found[index] = 0
        for index in range(self.span_count):
            if self.spans[index].kind <= WITHHELD:
                found[self.spans[index].kind] += 1
            else:
                kind = KINDS[self.spans[index].kind]
                counts.replaced[kind] = counts.replaced.get(kind, 0) + 1
        for index in range(4):
            if found[index]:
                counts.replaced[KINDS[index]] = counts.replaced.get(KINDS[index], 0) + found[index]
        counts.withheld += found[WITHHELD]
        counts.memo_hits += self.hits
        counts.kept += self.kept
        counts.national_kept += self.national
        return 0

    cdef void _begin(self, const u8 *text, u64 size) noexcept nogil:
        self.begin = self.done = self.owners_at = text
        self.end = text + size
        self.m.begin, self.m.end = self.begin, self.end
        self.near_since = self.near_done = text
        self.depth = 0
        self.span_count = self.named_count = self.queued = 0
        self.hits = self.kept = self.national = 0

    # --- the shadow ---

    cdef int _shadow(self, const u8 *text, u64 size) except -1 nogil:
        """Takes the disguises off, as shadow.py does, and begins the walk over what is left."""
        cdef int number
        cdef Bytes *out
        cdef int turn = 0
        cdef u64 found = 0
        self.layers = 0
        self._disguised(text, text + size)
        if self.line_count:
            for number in range(G_PASSES):
                if number and not found and PASS_FIRST[number] == PASS_FIRST[number - 1]:
                    continue  # what the same pass has not found before it will not find now
                out = &self.buffers[turn]
                out.size = 0
                found = self._rewritten(text, size, number, out)
                if found:
                    self.layers += 1
                    text, size = out.at, out.size
                    turn = 1 - turn
                if found and number == 0 and self._has_table(text):  # that pass finds where tables begin
                    out = &self.buffers[turn]
                    out.size = 0
                    if self._tabled(text, size, out):
                        self.layers += 1
                        text, size = out.at, out.size
                        turn = 1 - turn
        self._begin(text, size)
        return 0

    cdef int _disguised(self, const u8 *text, const u8 *end) except -1 nogil:
        cdef Match m
        cdef const u8 *at = text
        cdef const u8 *start
        cdef const u8 *found
        self.line_count = 0
        m.begin, m.end = text, end
        while True:
            found = DISGUISED_search(&m, at)
            if found == NULL:
                return 0
            start, at = line_start(at, m.start), <const u8 *>memchr(found, b"\n", end - found)
            if at == NULL:
                at = end
            _room(<void **>&self.lines, &self.line_room, self.line_count, sizeof(Pair))
            self.lines[self.line_count].start, self.lines[self.line_count].end = start - text, at - text
            self.line_count += 1

    cdef u64 _rewritten(self, const u8 *old, u64 size, int number, Bytes *out) except? 0xFFFFFFFFFFFFFFFF nogil:
        """A pass of the shadow; how many edits it makes."""
        cdef u64 index
        cdef long was
        cdef u32 plain
        cdef const u8 *to
        cdef Pass made = Pass(0, 0, 0)
        cdef Match m
        m.begin = old
        for index in range(self.line_count):
            was = made.shift
            m.end = old + self.lines[index].end
            to = old + self.lines[index].start
            while True:
                to = PASS_SEARCH[number](&m, to)
                if to == NULL:
                    break
                plain = self._meaning(m.start, to - m.start, number)
                self._edit(old, &made, m.start - old, to - old, memo_at(&self.memo, plain) + 4, self._size_at(plain), out)
            self.lines[index].start += was
            self.lines[index].end += made.shift
        return self._passed_over(old, size, &made, out)

    cdef inline int _edit(self, const u8 *old, Pass *made, u64 began, u64 ended, const u8 *plain, u64 size, Bytes *out) except -1 nogil:
        """Notes that old[began:ended] is read as something else, and writes that."""
        cdef Edit *edit
        _room(<void **>&self.edits[self.layers], &self.edit_room[self.layers], made.count, sizeof(Edit))
        edit = &self.edits[self.layers][made.count]
        edit.began, edit.ended, edit.at = began, ended, began + made.shift
        self._append(out, old + made.last, began - made.last)
        self._append(out, plain, size)
        made.shift += <long>size - <long>(ended - began)
        made.last, edit.to = ended, ended + made.shift
        made.count += 1
        return 0

    cdef u64 _passed_over(self, const u8 *old, u64 size, Pass *made, Bytes *out) except? 0xFFFFFFFFFFFFFFFF nogil:
        """Writes what stands behind the last edit; how many there are."""
        self.edit_count[self.layers] = made.count
        if made.count:
            self._append(out, old + made.last, size - made.last)
            self._append(out, <const u8 *>b"\0", 1)  # as every Python text has behind its end
            out.size -= 1
        return made.count

    cdef bint _has_table(self, const u8 *old) noexcept nogil:
        cdef u64 index
        cdef Match m
        m.begin = old
        for index in range(self.line_count):
            m.end = old + self.lines[index].end
            if TABLED_search(&m, old + self.lines[index].start) != NULL:
                return True
        return False

    cdef u64 _tabled(self, const u8 *old, u64 size, Bytes *out) except? 0xFFFFFFFFFFFFFFFF with gil:
        """A pass for tables: each line with a table is asked for."""
        cdef u64 index
        cdef long was
        cdef const u8 *line
        cdef Pass made = Pass(0, 0, 0)
        cdef Match m
        cdef bytes plain
        m.begin = old
        for index in range(self.line_count):
            was, line = made.shift, old + self.lines[index].start
            m.end = old + self.lines[index].end
            if TABLED_search(&m, line) != NULL:
                for start, end, plain in self._meanings[G_PASSES](PyBytes_FromStringAndSize(<const char *>line, m.end - line)):
                    self._edit(old, &made, line - old + <u64>start, line - old + <u64>end, <const u8 *>PyBytes_AS_STRING(plain), len(plain), out)
            self.lines[index].start += was
            self.lines[index].end += made.shift
        return self._passed_over(old, size, &made, out)

    cdef inline int _append(self, Bytes *out, const u8 *data, u64 size) except -1 nogil:
        if bytes_add(out, data, size):
            with gil:
                raise MemoryError
        return 0

    cdef inline u32 _size_at(self, u32 offset) noexcept nogil:
        cdef u32 size
        memcpy(&size, memo_at(&self.memo, offset), 4)
        return size

    cdef u32 _meaning(self, const u8 *at, u64 size, int number) except? 0xFFFFFFFF nogil:
        """Where the memo keeps what a pass of the shadow reads some bytes as: the size, then the bytes."""
        cdef u32 value
        cdef u32 space = SPACE_PASS + PASS_FIRST[number]
        cdef const u32 *found = memo_find(&self.memo, space, at, size)
        if found != NULL:
            return found[0]
        with gil:
            value = self._stored(self._meanings[number](PyBytes_FromStringAndSize(<const char *>at, size)))
            self._remember(space, at, size, value)
            return value

    cdef u32 _stored(self, bytes data) except? 0xFFFFFFFF:
        cdef long offset = memo_store_sized(&self.memo, <const u8 *>PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data))
        if offset < 0:
            raise MemoryError
        return offset

    cdef inline int _remember(self, u32 space, const u8 *at, u64 size, u32 value) except -1 nogil:
        if size <= (KEY_WORD if space >= SPACE_LABEL else KEY) and memo_add(&self.memo, space, at, size, value):
            with gil:
                raise MemoryError
        return 0

    cdef int _home(self) except -1 nogil:
        """From places in the shadow to places in the block; spans ascend. Of those found in one coded text the first stays."""
        cdef int layer
        cdef u64 index, before_start, before_end, count = 0
        cdef Span *span
        for layer in range(self.layers - 1, -1, -1):
            before_start = before_end = 0
            for index in range(self.span_count):
                span = &self.spans[index]
                before_start = self._passed(layer, span.start, before_start)
                before_end = self._passed(layer, span.end - 1, before_end)
                span.start = self._back(layer, span.start, 0, before_start)
                span.end = self._back(layer, span.end, 1, before_end)
        if self.layers:
            for index in range(self.span_count):
                if count == 0 or self.spans[index].start >= self.spans[count - 1].end:
                    self.spans[count] = self.spans[index]
                    count += 1
            self.span_count = count
        return 0

    cdef u64 _passed(self, int layer, u32 place, u64 count) noexcept nogil:
        while count < self.edit_count[layer] and place >= self.edits[layer][count].at:
            count += 1
        return count

    cdef u32 _back(self, int layer, u32 place, int width, u64 passed) noexcept nogil:
        cdef Edit *edit
        if passed == 0:
            return place
        edit = &self.edits[layer][passed - 1]
        if place - width < edit.to:
            return edit.ended if width else edit.began
        return edit.ended + place - edit.to

    # --- judges behind the memo ---

    cdef u32 _says(self, const u8 *at, u64 size, u32 space, judge) except? 0xFFFFFFFF nogil:
        """What a judge says of some bytes, remembered in a space."""
        cdef const u32 *found = memo_find(&self.memo, space, at, size)
        return found[0] if found != NULL else self._asked(at, size, space, judge)

    cdef u32 _asked(self, const u8 *at, u64 size, u32 space, judge) except? 0xFFFFFFFF nogil:
        cdef u32 value
        if self.words is not None and self.words.says(space, at, size, &value):
            memo_front(&self.memo, space, at, size, value)
            return value
        with gil:
            value = judge(PyBytes_FromStringAndSize(<const char *>at, size))
            self._remember(space, at, size, value)
            return value

    cdef inline u32 _label(self, const u8 *at, u64 size) except? 0xFFFFFFFF nogil:
        cdef const u32 *found = memo_find(&self.memo, SPACE_LABEL, at, size)
        return found[0] if found != NULL else self._new_label(at, size)

    cdef u32 _new_label(self, const u8 *at, u64 size) except? 0xFFFFFFFF nogil:
        cdef u8 form[64]
        cdef int length
        cdef u32 value
        if size > G_MAX_LABEL:
            return 0
        length = self.words.form(at, size, form) if self.words is not None else -1
        if length < 0:
            return self._asked(at, size, SPACE_LABEL, self._label_judge)
        value = self._says(form, length, SPACE_FORM, self._label_judge)
        self._remember(SPACE_LABEL, at, size, value)
        return value

    cdef inline u32 _word_cue(self, const u8 *at, u64 size) except? 0xFFFFFFFF nogil:
        cdef const u32 *found = memo_find(&self.memo, SPACE_CUE, at, size)
        return found[0] if found != NULL else self._asked(at, size, SPACE_CUE, self._cue_judge)

    cdef inline u32 _last_cue(self, const u8 *at, u64 size) except? 0xFFFFFFFF nogil:
        """The bits of what stands behind the last sign that parts words: none where that has no letter."""
        cdef const u8 *end = at + size
        cdef const u8 *p = end
        cdef bint letter = False
        if size and p[-1] == b"/":
            p -= 1
        while p > at and p[-1] != b"/" and (not in_CUE_ENDS(p[-1]) or p[-1] == b"'") and not _space(p[-1]):  # `I'm`
            p -= 1
            letter = letter or p[0] >= 0x80 or _letter(p[0])
        return self._word_cue(p, end - p) if letter else 0

    cdef inline int _plain(self, const u8 *at, u64 size) except -1 nogil:
        cdef const u32 *found = memo_find(&self.memo, SPACE_PLAIN, at, size)
        return found[0] if found != NULL else self._asked_plain(at, size)

    cdef int _asked_plain(self, const u8 *at, u64 size) except -1 nogil:
        cdef u32 value
        if _is_numbered(at, at + size):
            memo_front(&self.memo, SPACE_PLAIN, at, size, True)
            return True
        if self.words is not None and self.words.says(SPACE_PLAIN, at, size, &value):
            memo_front(&self.memo, SPACE_PLAIN, at, size, value)
            return value
        if self._has_word(at, at + size, SPACE_PLAIN, self._plain_judge, False):
            value = False
        elif self._apart_judge is not None and self._are_apart(at, at + size):
            value = True
        else:
            with gil:
                value = bool(self._plain_judge(PyBytes_FromStringAndSize(<const char *>at, size)))
        self._remember(SPACE_PLAIN, at, size, value)
        return value

    cdef bint _are_apart(self, const u8 *at, const u8 *to) except -1 nogil:
        """Whether all that stands here is single capitals and capitalised words that are plain, and nobody's name where a single capital
        is among them: such a run is plain, and the many ways to put few words together need no asking."""
        cdef const u8 *end
        cdef bint single = False, named = False
        while at < to and b"A" <= at[0] <= b"Z":
            end = at + 1
            while end < to and _letter(end[0]):
                end += 1
            if end - at == 1:
                single = True
            elif not self._says(at, end - at, SPACE_PLAIN, self._plain_judge):
                return False
            else:
                named = named or not self._says(at, end - at, SPACE_APART, self._apart_judge)
            if end == to:
                return not (single and named)
            at = end
            if at[0] == b"." or at[0] == b",":
                at += 1
            if at < to and at[0] == b" ":
                at += 1
        return False

    cdef bint _has_word(self, const u8 *at, const u8 *to, u32 space, judge, bint said) except -1 nogil:
        """Whether simple words, two or more, stand here and nothing else, of which a judge says `said` of one."""
        cdef const u8 *end = _word_end(at, to)
        cdef const u8 *next_at = _next_word(end, to)
        if end == at or next_at == NULL or next_at == to:
            return False
        while True:
            if self._says(at, end - at, space, judge) == said:
                break
            if next_at == to:
                return False
            at, end = next_at, _word_end(next_at, to)
            next_at = _next_word(end, to)
            if next_at == NULL:
                return False
        while next_at != NULL and next_at < to:
            next_at = _next_word(_word_end(next_at, to), to)
        return next_at == to and _letter_ends(to)

    # --- the walk ---

    cdef int _candidates(self) except -1 nogil:
        cdef const u8 *begin = self.begin
        cdef const u8 *end = self.end
        cdef const u8 *p = begin
        cdef const u8 *value_at = NULL
        cdef const u8 *at
        cdef const u8 *to
        cdef const u8 *field_at
        cdef const u8 *field_to
        cdef const u8 *user
        cdef const u8 *gap
        cdef u32 context, flag, mark
        cdef int32_t asked
        cdef Opening labelled, opening
        cdef int group
        cdef Ahead on
        memset(&on, 0, sizeof(on))
        on.m.begin, on.m.end, on.judged = begin, end, begin
        if masks_make(&self.masks, begin, end):
            with gil:
                raise MemoryError
        self._next_said(begin)
        on.stop = begin if self._learn is not None and layouts_pay() else end
        while p < end:
            if p >= on.stop:  # a line begins
                p = self._read_off(p, &on.stop)
                continue
            p = go_ahead(&on, &self.masks, &self.memo, p)
            if p > on.stop:  # up to there is nothing, whatever lines those are
                p = line_start(on.stop, p)
                continue
            group = on.m.last
            if group == LABEL:
                at, to = on.m.mark[4], on.m.mark[5]
                on.label = on.said[0] if on.said != NULL else self._label(at, to - at)
                on.last, on.last_end, on.owned = at, p, False
                if on.label == 0 and not in_LOWER(at[0]) and self._may_be_name(at, to):
                    self._meets(at, to, G_ASK_RUN)
                if on.label <= G_L_PLAIN or not self._opened(p, &labelled):
                    continue
                value_at, on.owned = labelled.end, True
                if on.label == G_L_USER:
                    on.label = G_L_PARTY
                    if (labelled.mark == labelled.mark_end or in_QUOTES(labelled.mark_end[-1])) and self._in_digest(at):
                        user = _USER_match(&self.m, value_at)
                        if user != NULL:
                            self._meets(value_at, user, G_MAIL | G_L_SIP)
                        if user != NULL or (value_at < end and _digit(value_at[0])):
                            on.label = G_L_SIP
                            continue
                if needs_owner(on.label):
                    on.label = self._owned(at, to, on.label)
                if holds_name(on.label) and self._tagged(at, &field_at, &field_to):
                    self._meets(field_at, field_to, G_FIELD | on.label)
                if holds_name(on.label) and self._field(at, &labelled, &field_at, &field_to, &flag):
                    value_at = field_to
                    if on.label == G_L_NAME and not flag & G_F_OPEN:
                        on.judged = field_to
                    self._meets(field_at, field_to, flag | on.label | G_FIELD)
            elif group == RUN:
                at, to = on.m.mark[8], on.m.mark[9]
                if on.said[0] if on.said != NULL else self._plain(at, to - at):
                    continue
                if at < on.judged:
                    gap = <const u8 *>memchr(on.judged, 0x20, to - on.judged) if on.judged < to else NULL
                    if gap == NULL:
                        continue
                    at = gap + 1
                if on.label == G_L_NAME and at == on.m.mark[8] and self._in_list(value_at, at):
                    value_at = on.judged = to
                    self._meets(at, to, G_FIELD | on.label)
                    continue
                at = self._run_start(at, to)
                if at == begin or not in_GLUE_LEFT(at[-1]) or _escaped_end(begin, at):
                    asked = G_ASK_RUN
                    if on.label and on.last != NULL and self._opens(on.last_end, at, &opening):
                        asked -= G_ASK_OWNED
                    if holds_name(on.label) and value_at != NULL and value_at == at - 1 and at[-1] == b" ":
                        asked -= G_ASK_PERSON
                    self._meets(at, to, asked)
            elif group == NUMBER:
                at, to = on.m.mark[2], on.m.mark[3]
                if on.label > G_L_PLAIN:
                    if value_at != NULL and at < value_at < to:
                        at = value_at
                    if at != value_at and not self._in_list(value_at, at):
                        on.last, on.owned, on.label = NULL, False, 0
                elif on.last != NULL:
                    on.owned = self._opens(on.last_end, at, &labelled)
                    if not on.owned:
                        on.last, on.label = NULL, 0
                    elif on.label == G_L_PLAIN and not _has_plus(at, end):
                        continue
                on.label = self._element(at, on.label, on.last, &labelled if on.owned else NULL, &mark)
                if not on.label:
                    self._meets(at, to, G_ASK_NUMBER - on.owned - 2 * <int32_t>mark)
                    continue
                context = self._number(at, &to, on.label, on.owned, mark)
                value_at = to
                if context:
                    self._meets(at - 1 if context >> G_Q_SHIFT & 7 and at[-1] == b"-" else at, to, context)
            elif group == MAIL:
                at, to = on.m.mark[6], on.m.mark[7]
                if at == begin or not in_NO_MAIL_BEHIND(at[-1]) or _escaped_end(begin, at):
                    self._meets(at, to, G_MAIL | self._label_of_mail(at, on.label, on.last, on.last_end))
        if self.noted is not None:
            self._learned()
        if self.said_at != NULL:
            self._take_said(end)
        return self._decided()

    cdef const u8 *_read_off(self, const u8 *p, const u8 **stop) except NULL nogil:
        """Takes what is met in lines that have a layout. Gives the first line that has none, or the end; `stop` is where that line ends."""
        cdef Groups groups
        cdef const Layout *layout
        cdef u64 signs
        cdef u32 index
        if self.noted is not None:
            self._learned()
        while p < self.end:
            stop[0] = line_signs(&self.memo, p, self.end, &signs)
            if stop[0] == NULL:
                stop[0] = line_end(p, self.end)
                return p
            layout = layout_of(&self.layouts, &self.masks, &self.m, signs, p, stop[0], &groups) if self.layouts.count else NULL
            if layout == NULL:
                self._walks(p, stop[0], signs)
                return p
            for index in range(layout.met_count):
                self._meets(groups.start[layout.met[index].group], groups.to[layout.met[index].group], layout.met[index].context)
            p = stop[0]
        return p

    cdef inline int _meets(self, const u8 *at, const u8 *to, int32_t context) except -1 nogil:
        """Takes a candidate, or answers a question, as `_answered` does."""
        cdef u32 asked, cue, found
        if self.noted is not None:
            with gil:
                self.noted.append((at - self.noted_at, to - self.noted_at, context))
        if context >= 0:
            self._take(at, to, context)
        elif context > G_ASK_RUN:
            asked = G_ASK_NUMBER - context
            found = self._number(at, &to, 0, asked & 1, asked >> 1)
            if found:
                self._low_before(at)
                self._take(at - 1 if found >> G_Q_SHIFT & 7 and at[-1] == b"-" else at, to, found)
                self._low_behind(to)
        else:
            asked = G_ASK_RUN - context
            if asked & G_ASK_AGAIN and self._plain(at, to - at):
                return 0
            cue = 0 if asked & G_ASK_OWNED else self._cue(at, False)
            if not cue and asked & G_ASK_PERSON:
                cue = G_C_PERSON
            self._take(at, to, G_RUN | self._around_run(at, to) | cue)
        return 0

    cdef int _walks(self, const u8 *at, const u8 *to, u64 signs) except -1 nogil:
        """Has a line learned that is to be walked, if lines like it came before and not too many were given to be learned."""
        cdef u16 *seen = &self.seen[signs % SIGNS]
        self.walked += 1
        if seen[0] < 0xFFFF:
            seen[0] += 1
        if seen[0] >= seen_least and seen[0] & (seen[0] - 1) == 0 and self.tried < AT_ONCE + self.walked / walked_most and self.layouts.count < G_MAX_LAYOUTS:
            self.tried += 1
            self.noted_at, self.noted_to, self.noted_seen = at, to, seen
            with gil:
                self.noted = []
        return 0

    cdef int _learned(self) except -1 nogil:
        """Gives a line that was walked, and what was met in it, to be learned."""
        with gil:
            line = PyBytes_FromStringAndSize(<const char *>self.noted_at, self.noted_to - self.noted_at)
            found, self.noted = self.noted, None
            if not self._learn(line, parts(line), found):
                self.noted_seen[0] |= 0x3FFF
        return 0

    cdef int _add_layout(self, layout) except -1:
        """Makes a layout of the reference one that is read off here."""
        cdef u8 *text
        cdef Layout *made
        cdef Piece *piece
        cdef Said *said
        cdef bytes signs = layout.signs, part
        cdef u64 size = len(layout.rest)
        if len(layout.met) > 0xFFFF or sum([each.group > 0 for each in layout.pieces]) > GROUPS_MOST:
            return 0
        for each in layout.pieces:
            size += len(each.text) + len(each.made_of)
        made = layout_new(len(layout.pieces), len(layout.met), size, &text)
        if made == NULL:
            raise MemoryError
        line_signs(&self.memo, <const u8 *>PyBytes_AS_STRING(signs), <const u8 *>PyBytes_AS_STRING(signs) + len(signs), &made.signs)
        piece = <Piece *>made.pieces
        for each in layout.pieces:
            piece.hole, piece.guard, piece.word, piece.group = each.number, each.guard.kind, each.guard.size, each.group
            part = each.text
            piece.text, piece.size = text, len(part)
            memcpy(text, PyBytes_AS_STRING(part), len(part))
            text += len(part)
            part = each.made_of
            piece.made_of, piece.made_size = text, len(part)
            memcpy(text, PyBytes_AS_STRING(part), len(part))
            text += len(part)
            piece += 1
        part = layout.rest
        made.rest, made.rest_size = text, len(part)
        memcpy(text, PyBytes_AS_STRING(part), len(part))
        said = <Said *>made.met
        for group, context in layout.met:
            said.group, said.context = group, context
            said += 1
        layouts_add(&self.layouts, made)
        return 0

    cdef void _next_said(self, const u8 *at) noexcept nogil:
        """Finds the next words in lower case behind a cue that a name follows: first where one ends, as fewer do so than begin so."""
        cdef Match m
        cdef const u8 *found = at
        cdef const u8 *begin
        cdef u64 sizes
        m.begin, m.end = self.begin, self.end
        self.said_at = NULL
        while True:
            found = SAID_search(&m, found)
            if found == NULL:
                return
            found -= 1  # behind the cue and its space
            sizes = G_SAID_SIZES
            while sizes:
                begin = found - 1 - lowest_bit(sizes)
                if begin >= at and _LOW_SAID_match(&m, begin) != NULL and m.mark[2] == found:
                    self.said_at, self.said_to = found, m.mark[3]
                    self.said_context = G_RUN | G_C_NAME | (0 if in_ROLE_BEGINS(begin[0]) else G_C_PERSON)
                    return
                sizes &= sizes - 1

    cdef int _take_said(self, const u8 *before) except -1 nogil:
        """Takes what was said before a place."""
        cdef const u8 *at
        while self.said_at != NULL and self.said_at < before:
            at = self.said_at
            self.said_at = NULL  # it is taken now, not again below
            self._take(at, self.said_to, self.said_context)
            self._next_said(at)
        return 0

    cdef inline bint _in_list(self, const u8 *value_at, const u8 *at) noexcept nogil:
        if value_at == NULL or at <= value_at or at - value_at >= 8:
            return False
        return self._within(_LIST_GAP_whole, value_at, at)

    cdef inline bint _within(self, Matcher whole, const u8 *at, const u8 *to) noexcept nogil:
        """Whether a pattern matches all that stands between two places."""
        self.m.end = to
        cdef const u8 *found = whole(&self.m, at)
        self.m.end = self.end
        return found != NULL

    cdef inline bint _opened(self, const u8 *at, Opening *opening) noexcept nogil:
        opening.end = opening_end(at, &opening.sep_end)
        if opening.end != NULL:
            opening.sep, opening.mark, opening.mark_end = at, opening.sep_end, opening.end
            return True
        opening.end = _OPENING_match(&self.m, at)
        if opening.end == NULL:
            return False
        opening.sep, opening.sep_end = self.m.mark[2], self.m.mark[3]
        opening.mark, opening.mark_end = self.m.mark[4], self.m.mark[5]
        return True

    cdef inline bint _opens(self, const u8 *between, const u8 *at, Opening *opening) noexcept nogil:
        if at - between >= 16 or at <= between:
            return False
        opening.end = opening_end(between, &opening.sep_end)
        if opening.end != NULL and opening.end <= at:
            opening.sep, opening.mark, opening.mark_end = between, opening.sep_end, opening.end
            return opening.end == at
        if not self._within(_OPENING_whole, between, at):
            return False
        opening.end = at
        opening.sep, opening.sep_end = self.m.mark[2], self.m.mark[3]
        opening.mark, opening.mark_end = self.m.mark[4], self.m.mark[5]
        return True

    cdef u32 _label_of_mail(self, const u8 *at, u32 label, const u8 *last, const u8 *last_end) noexcept nogil:
        cdef Opening opening
        cdef const u8 *left = self.begin if at - self.begin < 64 else at - 64
        while at > left and in_LOCAL_BYTES(at[-1]):
            at -= 1
        return label if label and last != NULL and self._opens(last_end, at, &opening) else 0

    cdef inline u32 _element(self, const u8 *at, u32 label, const u8 *last, Opening *opening, u32 *mark) except? 0xFFFFFFFF nogil:
        """The class of a number's label, or of the array it stands in; `mark` is how it is quoted if bare."""
        cdef const u8 *p = at
        cdef const u8 *left
        mark[0] = 0
        if last != NULL and opening != NULL:
            mark[0] = _quoting(self.begin, last, opening)
            return label
        if label or at == self.begin or not in_BEFORE_ELEMENT(at[-1]):
            return label
        left = self.begin if at - self.begin < 16 else at - 16
        while p > left and (p[-1] == b" " or p[-1] == b"\t" or p[-1] == b'"' or p[-1] == b"'" or p[-1] == 0x5C):
            p -= 1
        if p == left or not in_OPENS_ELEMENT(p[-1]) or not self._owner_of_array(at):
            return label
        if self._label(self.m.mark[2], self.m.mark[3] - self.m.mark[2]) != G_L_PHONE:
            return label
        if at[-1] != b'"' and at[-1] != b"'":
            mark[0] = _quote_index(self.m.mark[4], self.m.mark[5] - self.m.mark[4])
        return G_L_PHONE

    cdef u32 _cue(self, const u8 *at, bint of_number) except? 0xFFFFFFFF nogil:
        """The bits of the word before a candidate; of a number's, in its line."""
        cdef const u8 *left = self.begin if at - self.begin < G_CUE_REACH else at - G_CUE_REACH
        cdef const u8 *gap = at
        cdef const u8 *word
        cdef const u8 *pair
        cdef u8 words[64]
        cdef bint slash
        cdef u64 size
        cdef u32 found, unsaid = 0 if of_number else G_C_THING
        if of_number:
            left = line_start(left, at)
        if self.walls:
            left = self._behind_walls(left, at)
        while gap > left and in_BEFORE_CUE(gap[-1]):
            gap -= 1
        slash = gap < at and gap[0] == b"/"
        word = gap
        while slash and word < at:
            slash = word[0] == b"/" or word[0] == b"+"
            word += 1
        if not slash:
            if at - gap >= 2 and at[-2] == b"-" and at[-1] == b">":
                return G_C_TO
            if gap == left or gap[-1] < b"A":
                return 0
        word = gap
        while word > left and word[-1] != b" ":
            word -= 1
        memcpy(words, left, gap - left)
        words[gap - left] = b"/"
        size = gap - word + slash
        found = self._last_cue(words + (word - left), size)
        if found & G_C_PAIR:  # `assigned to`
            found ^= G_C_PAIR
            if word - left > 1:
                pair = word - 1
                while pair > left and pair[-1] != b" ":
                    pair -= 1
                found |= self._word_cue(words + (pair - left), word - pair + size)
        return found & ~unsaid

    cdef inline u32 _number(self, const u8 *at, const u8 **stop, u32 label, bint owned, u32 mark) except? 0xFFFFFFFF nogil:
        cdef const u8 *begin = self.begin
        cdef const u8 *end = self.end
        cdef const u8 *to = stop[0]
        cdef const u8 *found
        cdef u32 around = 0, context
        cdef bint glued, plus
        if at > begin and at[-1] == b"/" and _CHANNEL_match(&self.m, at) != NULL:
            stop[0] = to = self.m.mark[3]
        if to < end and to[0] == b"@" and _HOST_match(&self.m, to + 1) != NULL:
            around = G_A_AT
        if to < end and to[0] == b">" and self._behind_display_name(at, to):
            around |= G_A_DISPLAY
        glued = at > begin and in_WORD_BYTES(at[-1]) and not _escaped_end(begin, at)
        plus = _has_plus(at, end)
        if plus and not label and at[0] == b"+" and at > begin and in_FORM_ENDS(at[-1]):
            self._form(at, to)
        if plus:
            around |= G_A_GLUED if glued else 0
        elif glued and at[0] != 0x28 and not self._behind_glued_cue(at):
            return 0
        elif to < end and in_WORD_BYTES(to[0]) and not ((to[0] == b"x" or to[0] == b"X") and to + 1 < end and _digit(to[1])):
            around |= G_A_GLUED
        elif to < end and to[0] == b":" and _CLOCK_match(&self.m, to) != NULL:
            while to > at and to[-1] != b" ":
                to -= 1
            to -= 1
            if to < at or to - at < G_MIN_DIGITS:
                stop[0] = at
                return 0
            stop[0] = to
        if label or plus:
            context = G_NUMBER | label | around
        else:
            context = self._unlabelled(at, to, around, owned)
        if context and mark:
            found = _LITERAL_REST_match(&self.m, to)
            stop[0] = found if found != NULL else to
            return context | mark << G_Q_SHIFT
        return context

    cdef inline u32 _unlabelled(self, const u8 *at, const u8 *to, u32 around, bint owned) except? 0xFFFFFFFF nogil:
        cdef const u8 *begin = self.begin
        cdef const u8 *end = self.end
        cdef u8 before = at[-1] if at > begin else 0
        cdef u8 after = to[0] if to < end else 0
        cdef u32 cell, cue = self._cue(at, True)
        if cue & G_C_THING:
            if not self.bare and _digits(at, to):
                return 0
            cue ^= G_C_THING
        if not owned and not around & G_A_DISPLAY and before != b"," and after != b",":
            cell = _cell(begin, at, to, end)
            if not cell and (at == begin or in_LINE_LEFT(at[-1])) and not _digits(at, to) and _LINE_END_match(&self.m, to) != NULL:
                cell = G_A_LINE
            around |= cell
        if not cue & (G_C_PHONE | G_C_TO):
            cue |= self._near(at, to)
        if not around and to < end and in_IN_FILE(to[0]) and MEDIA_BEHIND_match(&self.m, to) != NULL:
            around = G_A_FILE
        if not around and (before == b"[" or after == b"("):
            around = self._bound(at, to)
        if not cue and not around and not self.bare and at[0] != 0x30 and _digits(at, to):
            return 0
        if self._in_address_or_dump(at, to):
            return G_NUMBER | G_A_ENUM if ENUM_BEHIND_match(&self.m, to) != NULL else 0
        return G_NUMBER | around | cue

    cdef int _form(self, const u8 *at, const u8 *to) except -1 nogil:
        """Takes a number of a form's value that goes on at a +."""
        cdef const u8 *p = at
        cdef Match m
        cdef u32 label
        m.begin, m.end = self.begin, at
        while p > self.begin and (_digit(p[-1]) or b"(" <= p[-1] <= b"+" or p[-1] == b"/"):
            p -= 1
        if p == self.begin or p[-1] != b"=" or at - p > 2 * G_CUE_REACH:
            return 0
        if _FORM_LEFT_search(&m, self.begin if at - self.begin < G_MAX_LABEL + 32 else at - (G_MAX_LABEL + 32)) == NULL:
            return 0
        label = self._label(m.mark[2], m.mark[3] - m.mark[2])
        if sure_label(label) or valid_label(label):
            self._take(m.mark[4], to, G_NUMBER | label)
        return 0

    cdef bint _behind_glued_cue(self, const u8 *at) noexcept nogil:
        cdef Match m
        if at - self.begin < 3 or at[-2] < b"A" or at[-3] < b"A":  # no cue is shorter
            return False
        m.begin, m.end = self.begin, at
        return GLUED_CUE_search(&m, self.begin if at - self.begin < 16 else at - 16) != NULL

    cdef u32 _bound(self, const u8 *at, const u8 *to) noexcept nogil:
        cdef Match m
        m.begin, m.end = self.begin, self.end
        if to < self.end and to[0] == b"(" and _BOUND_RIGHT_match(&m, to) != NULL:
            return G_A_CELL | G_A_QUOTED
        m.end = at
        if at > self.begin and at[-1] == b"[" and _BOUND_LEFT_search(&m, self.begin if at - self.begin < 16 else at - 16) != NULL:
            return G_A_CELL | G_A_QUOTED
        return 0

    cdef u32 _near(self, const u8 *at, const u8 *to) except? 0xFFFFFFFF nogil:
        cdef const u8 *start
        cdef const u8 *stop
        cdef Stretch words[32]
        cdef int index, count
        cdef Match m
        if CUE_BEHIND_match(&self.m, to) != NULL:
            return G_C_NEAR
        start = self.begin if at - self.begin < G_NEAR_REACH else at - G_NEAR_REACH
        stop = line_start(start, at)
        if self.walls:
            stop = self._behind_walls(stop, at)
        start = stop
        m.begin, m.end = self.begin, at
        if self.near_since <= start < self.near_done:
            stop = self.near_done
        count = words_between(&self.masks, stop, at, &self.near_words, words) if at - start <= 64 else -1
        for index in range(count):
            if self._word_cue(words[index].at, words[index].to - words[index].at) & G_C_NEAR:
                return G_C_NEAR
        while count < 0:
            stop = WORDS_search(&m, stop)
            if stop == NULL:
                break
            if self._word_cue(m.start, stop - m.start) & G_C_NEAR:
                return G_C_NEAR
        self.near_since, self.near_done = start, at
        if not _at_edge(start, at) or not _capital_before(start, at) or NAME_BESIDE_search(&m, start) == NULL or self._plain(m.mark[2], m.mark[3] - m.mark[2]):
            return 0
        return G_C_NEAR

    cdef const u8 *_behind_walls(self, const u8 *start, const u8 *at) noexcept nogil:
        """The end of the last wall before `at`, or `start`."""
        cdef const u8 *end = start
        cdef Match m
        m.begin, m.end = self.begin, at
        while end != NULL:
            start = end
            end = WALL_search(&m, start)
        return start

    cdef inline bint _behind_display_name(self, const u8 *at, const u8 *to) noexcept nogil:
        return to < self.end and to[0] == b">" and self._ends_in(_DISPLAY_LEFT_search, at, 3) and _digits(at, to)

    cdef inline bint _in_address_or_dump(self, const u8 *at, const u8 *to) noexcept nogil:
        cdef Match m
        if (at > self.begin and at[-1] == b" " and self._ends_in(_HEX_LEFT_search, at, 7)) or _NO_NUMBERS_END_match(&self.m, to) != NULL:
            return True
        if memchr(at, b"-", to - at) != NULL:
            m.begin, m.end = self.begin, self.end if self.end - to < 13 else to + 13
            if _MAC_search(&m, self.begin if at - self.begin < 12 else at - 12) != NULL:
                return True
        return at > self.begin and at[-1] == b":" and _IPV6_PREFIX_match(&self.m, at - 1) != NULL

    cdef inline bint _ends_in(self, Matcher search, const u8 *at, int reach) noexcept nogil:
        """Whether a pattern is found in the bytes before `at`."""
        return self._within(search, self.begin if at - self.begin < reach else at - reach, at)

    cdef inline u32 _around_run(self, const u8 *at, const u8 *to) except? 0xFFFFFFFF nogil:
        cdef u32 around
        if to < self.end:
            if to[0] == b"<" and _CLOSING_TAG_match(&self.m, to) != NULL:
                return self._label(self.m.mark[2], self.m.mark[3] - self.m.mark[2])
            if in_GLUE_RIGHT(to[0]) and PARTED_match(&self.m, to) == NULL:
                return G_A_GLUED
        around = G_A_DISPLAY if _DISPLAY_END_match(&self.m, to) != NULL else 0
        around |= _cell(self.begin, at, to, self.end) & G_A_CELL | self._beside_phone(at, to)
        return around if around else self._neighbours(at, to)

    cdef const u8 *_run_start(self, const u8 *at, const u8 *to) noexcept nogil:
        """Where a run begins in truth: behind the rest of a word, with its particles."""
        cdef const u8 *gap
        if at[0] > 0x7F:
            if at == self.begin or not in_WORD_BYTES(at[-1]) or _escaped_end(self.begin, at):
                return at
            gap = <const u8 *>memchr(at, 0x20, to - at)
            return at if gap == NULL else gap + 1
        if at == self.begin or at[-1] != b" " or find_bytes(at, to, <const u8 *>b", ", 2) == NULL:
            return at
        return self.m.mark[2] if self._ends_in(_PARTICLES_LEFT_search, at, 32) else at

    cdef bint _in_digest(self, const u8 *at) noexcept nogil:
        """Whether the line says before a place that digest authentication follows."""
        cdef const u8 *start = self.begin if at - self.begin < G_DIGEST_REACH else at - G_DIGEST_REACH
        return find_bytes(line_start(start, at), at, <const u8 *>b"igest ", 6) != NULL

    cdef inline u32 _neighbours(self, const u8 *at, const u8 *to) noexcept nogil:
        """What the words on both sides of a run in a sentence say of it."""
        cdef u32 left = 0
        if at > self.begin and at[-1] == b" " and self._ends_in(_THING_BEFORE_search, at, 12):
            left = G_N_THING
        if self.end - to < 2 or to[0] != b" " or not b"a" <= to[1] <= b"z" or (to - at > 2 and to[-2] == b"'" and to[-1] == b"s"):
            return left
        if _PERSON_VERB_match(&self.m, to) != NULL:
            return left | G_N_VERB
        if _VERB_match(&self.m, to) != NULL:
            return left | G_N_IS
        return left | G_N_NOUN if _NOUN_match(&self.m, to) != NULL else left

    cdef inline u32 _beside_phone(self, const u8 *at, const u8 *to) noexcept nogil:
        cdef const u8 *left = self.begin if at - self.begin < 32 else at - 32
        cdef const u8 *p = at
        if _PHONE_BEHIND_match(&self.m, to) != NULL:
            return G_N_PHONE
        while p > left and in_BEHIND_PHONE(p[-1]):
            p -= 1
        return G_N_PHONE if p > left and _digit(p[-1]) and self._within(_PHONE_BEFORE_search, left, at) else 0

    cdef inline int _low_before(self, const u8 *at) except -1 nogil:
        """Takes the words in lower case before a number: behind a cue, in the cell before, or parted by a bracket or slash."""
        cdef const u8 *start = self.begin if at - self.begin < G_LOW_REACH else at - G_LOW_REACH
        cdef const u8 *left = at
        cdef Match m
        cdef u32 around
        if at == self.begin or not in_LOW_PARTS(at[-1]):
            return 0
        while left > start and in_LOW_OPENS(left[-1]):
            left -= 1
        if left == start or left[-1] < b"a" or left[-1] == 0x7F:
            return 0
        m.begin, m.end = self.begin, at
        if left == at - 1 and left[0] == b" ":
            start = line_start(start, at)
            left = _LOW_CUED_search(&m, start)
            while left != NULL:
                self._take(m.mark[2], m.mark[3], G_RUN | G_C_NAME)
                left = _LOW_CUED_search(&m, left)
            return 0
        start = line_start(start, at)
        if _two_low_words(start, left) and _LOW_BEFORE_search(&m, start) != NULL:
            left = m.mark[2]
            while left > start and left[-1] == b" ":
                left -= 1
            around = G_A_CELL if left == start or in_CELL_OPENS(left[-1]) else 0
            around |= G_A_DISPLAY if memchr(m.mark[3], 0x3C, at - m.mark[3]) != NULL else 0
            self._take(m.mark[2], m.mark[3], G_RUN | G_N_PHONE | around)
        return 0

    cdef inline int _low_behind(self, const u8 *to) except -1 nogil:
        """Takes the words in lower case behind a number: those that fill the next cell or bracket, or behind a cue."""
        cdef Match m
        if to == self.end or not in_LOW_PARTS(to[0]):
            return 0
        m.begin, m.end = self.begin, self.end if self.end - to < G_LOW_REACH else to + G_LOW_REACH
        if _LOW_BEHIND_match(&m, to) != NULL:
            self._take(m.mark[2], m.mark[3], G_RUN | G_N_PHONE | G_A_CELL)
        elif to + 1 < self.end and b"a" <= to[1] <= b"z":
            if _LOW_CUED_until(&m, to, _LOW_ONLY_match(&m, to)) != NULL:
                self._take(m.mark[2], m.mark[3], G_RUN | G_C_NAME)
        return 0

    cdef inline bint _tagged(self, const u8 *at, const u8 **text_at, const u8 **text_to) noexcept nogil:
        """Whether text stands before a closing tag whose label begins at `at`, and the opening tag has attributes."""
        cdef const u8 *left
        cdef const u8 *to
        if at == self.begin or not in_TAG_ENDS(at[-1]) or not self._ends_in(_TAG_CLOSES_search, at, 36):
            return False
        to = text_to[0] = self.m.start
        left = self.begin if to - self.begin < G_MAX_VALUE else to - G_MAX_VALUE
        text_at[0] = to
        while text_at[0] > left and text_at[0][-1] != b">" and text_at[0][-1] != b"\n":
            text_at[0] -= 1
        if text_at[0] - self.begin < 2 or text_at[0] == to or text_at[0][-1] != b">":
            return False
        return text_at[0][-2] == b'"' or text_at[0][-2] == b"'"

    cdef inline int _may_be_name(self, const u8 *at, const u8 *to) except -1 nogil:
        if (at > self.begin and in_PART_LEFT(at[-1])) or _ONE_NAME_match(&self.m, at) == NULL:
            return False
        return not self._plain(at, to - at)

    cdef u32 _owned(self, const u8 *at, const u8 *to, u32 found) except? 0xFFFFFFFF nogil:
        cdef u8 key[256]
        cdef const u8 *owner
        cdef const u8 *left
        cdef u64 size
        cdef u32 label
        if self._words_before(at):
            left = self.begin if at - self.begin < 64 else at - 64
            owner = at
            while owner > left and (in_WORD_BYTES(owner[-1]) or in_JOINS_WORDS(owner[-1]) or owner[-1] == b"_" or owner[-1] == b"-"):
                owner -= 1
            self.m.end = at
            owner = self.m.start if _WORDS_BEFORE_search(&self.m, owner) != NULL else NULL
            self.m.end = self.end
            if owner != NULL:
                size = at - owner
                memcpy(key, owner, size)
                for index in range(size):
                    if key[index] == b"(":
                        key[index] = b" "
                memcpy(key + size, at, to - at)
                label = self._label(key, size + (to - at))
                return label if label else found
        if self._owner(at):
            size = self.m.mark[3] - self.m.mark[2]
            memcpy(key, self.m.mark[2], size)
            key[size] = b" "
            memcpy(key + size + 1, at, to - at)
            label = self._label(key, size + 1 + (to - at))
            found = label if label else found
        if found == G_L_VALUE:
            found = self._named_by(at, found)
        return unowned(found)

    cdef u32 _named_by(self, const u8 *at, u32 found) except? 0xFFFFFFFF nogil:
        cdef const u8 *p = self.begin if at - self.begin < G_NAMED_REACH else at - G_NAMED_REACH
        cdef const u8 *name = NULL
        cdef const u8 *name_to = NULL
        cdef const u8 *stop = NULL
        cdef Match m
        m.begin, m.end = self.begin, at
        while True:
            p = _NAMED_search(&m, p)
            if p == NULL:
                break
            name, name_to, stop = m.mark[2], m.mark[3], p
        if name == NULL or memchr(stop, b"\n", at - stop) != NULL or memchr(stop, b"}", at - stop) != NULL:
            return found
        return self._label(name, name_to - name)

    cdef bint _words_before(self, const u8 *at) noexcept nogil:
        """Whether a word without = or : stands before the space or bracket at `at`."""
        cdef const u8 *p = at - 1
        cdef const u8 *left
        if at == self.begin or not in_JOINS_WORDS(at[-1]):
            return False
        left = self.begin if at - self.begin < G_CUE_REACH else at - G_CUE_REACH
        while p > left and p[-1] != b" " and p[-1] != b"\n":
            p -= 1
            if p[0] == b"=" or p[0] == b":":
                return False
        return p < at - 1

    cdef bint _owner(self, const u8 *at) noexcept nogil:
        """Whether an open object around `at` has a label; it is group 1 then."""
        cdef int index
        self._walk(at)
        for index in range(self.depth - 1, -1, -1):
            if self._owner_of(self.stack[index]):
                return True
        return False

    cdef bint _owner_of_array(self, const u8 *at) noexcept nogil:
        """Whether the array, or array of arrays, that is the innermost bracket open at a place has a label."""
        cdef int index
        self._walk(at)
        for index in range(self.depth - 1, -1, -1):
            if self.stack[index][0] != 0x5B:
                return False
            if self._owner_of(self.stack[index]):
                return True
        return False

    cdef void _walk(self, const u8 *at) noexcept nogil:
        cdef const u8 *p = line_start(self.owners_at, at)
        if p > self.owners_at:
            self.owners_at = p
            self.depth = 0
        self.m.end = at
        p = _BRACKET_search(&self.m, self.owners_at)
        while p != NULL:
            if in_CLOSING(p[-1]):
                if self.depth:
                    self.depth -= 1
            elif self.depth < G_DEPTH:
                self.stack[self.depth] = p - 1
                self.depth += 1
            p = _BRACKET_search(&self.m, p)
        self.m.end = self.end
        self.owners_at = at

    cdef bint _owner_of(self, const u8 *bracket) noexcept nogil:
        cdef const u8 *left = self.begin if bracket - self.begin < 80 else bracket - 80
        cdef const u8 *before = bracket
        while before > left and (before[-1] == b" " or before[-1] == b"\t"):
            before -= 1
        if before == left or not in_SEPARATORS(before[-1]):
            return False
        while before > left and in_OWNER_ENDS(before[-1]):
            before -= 1
        while before > left and (before[-1] == b'"' or before[-1] == b"'"):
            before -= 1
        while before > left and before[-1] == 0x5C:
            before -= 1
        while before > left and in_OWNER_LABEL(before[-1]):
            before -= 1
        return self._within(_OWNER_search, before, bracket)

    cdef bint _field(self, const u8 *label, Opening *opening, const u8 **field_at, const u8 **field_to, u32 *flags) noexcept nogil:
        cdef const u8 *at = opening.end
        cdef const u8 *to
        cdef const u8 *value_end
        cdef const u8 *found
        cdef u8 mark = opening.mark_end[-1] if opening.mark_end > opening.mark else 0
        cdef u8 sep = opening.sep_end[-1] if opening.sep_end > opening.sep else 0
        cdef u32 flag = 0
        cdef Match m
        m.begin, m.end = self.begin, self.end
        if mark == b'"' or mark == b"'":
            found = opening.mark_end
            if found - opening.mark > 1 and found[-2] == 0x5C:
                if found - opening.mark > 2 and found[-3] == 0x5C:
                    to = _VALUE_DEEP_34_match(&m, at) if mark == b'"' else _VALUE_DEEP_39_match(&m, at)
                else:
                    to = _VALUE_ESCAPED_34_match(&m, at) if mark == b'"' else _VALUE_ESCAPED_39_match(&m, at)
            else:
                to = _VALUE_QUOTED_34_match(&m, at) if mark == b'"' else _VALUE_QUOTED_39_match(&m, at)
            if to != NULL and memchr(opening.mark, b"{", found - opening.mark) != NULL and _KEY_ENDS_match(&m, to) != NULL:
                return False
        elif mark == b"[" or mark == b"(":
            to = _VALUE_BRACKET_match(&m, at)
        elif mark == b"<" or mark == b"{":
            return False
        elif sep == b">":
            to = _VALUE_TAG_match(&m, at)
        elif sep == b" " or sep == b"\t":
            to, flag = _VALUE_OPEN_match(&m, at), G_F_OPEN
        elif label > self.begin and (label[-1] == b"?" or label[-1] == b"&"):
            to = _VALUE_QUERY_match(&m, at)
        else:
            to = _VALUE_PLAIN_match(&m, at)
        if to == NULL:
            return False
        value_end = to
        if to < self.end and in_GOES_ON(to[0]) and _MAILTO_match(&m, to) == NULL:
            m.begin, m.end = at, to
            if value_end[0] == b"=" and _NEXT_KEY_search(&m, at) != NULL:
                to = m.start
                while to > at and to[-1] == b" ":
                    to -= 1
            else:
                while to > at and to[0] != b" ":
                    to -= 1
            flag |= G_F_OPEN
        m.begin, m.end = at, to
        if _WORDS_ONLY_whole(&m, at) == NULL:
            found = _NUMBER_OR_MAIL_search(&m, at)
            if found != NULL:
                to = m.start
                flag |= G_F_OPEN | (G_A_DISPLAY if to > at and to[-1] == b"<" else 0)
                while to > at and (to[-1] == b" " or to[-1] == b"<"):
                    to -= 1
            while at < to and at[0] == b" ":
                at += 1
            while to > at and to[-1] == b" ":
                to -= 1
            m.begin, m.end = at, to
            if _HAS_LETTER_search(&m, at) == NULL:
                return False
        found = value_end + 8 if self.end - value_end > 8 else self.end
        if memchr(value_end, b"<", found - value_end) != NULL and _DISPLAY_END_match(&self.m, value_end) != NULL:
            flag |= G_A_DISPLAY
        field_at[0], field_to[0], flags[0] = at, to, flag
        return True

    # --- decisions ---

    cdef int _take(self, const u8 *at, const u8 *to, u32 context) except -1 nogil:
        """A candidate. It waits for the end of the block, so that all its look-ups are made in one go."""
        cdef Candidate *one
        if self.said_at != NULL and self.said_at < at:
            self._take_said(at)
        if self.listing:
            with gil:
                self.found.append((at - self.begin, to - self.begin, context))
                return 0
        _room(<void **>&self.queue, &self.queue_room, self.queued, sizeof(Candidate))
        one = &self.queue[self.queued]
        one.at, one.to, one.context = at, to, context
        one.hash = memo_hash(&self.memo, context, at, to - at)
        one.value, one.hit = <u32>UNKNOWN, False
        self.queued += 1
        return 0

    cdef int _decided(self) except -1 nogil:
        """Looks up what waits and settles what needs no asking, and notes the spans, in order, as far as all is known; then makes the new
        tokens of all and goes on. From the first on that must be asked for it keeps the GIL: taking it for each costs more than the
        judging where several threads do so."""
        cdef u64 index, noted = 0
        cdef const u8 *done = self.begin
        cdef Candidate *one
        for index in range(self.queued):
            one = &self.queue[index]
            if index + 2 * AHEAD < self.queued:
                memo_near(&self.memo, one[2 * AHEAD].hash)
                memo_nearer(&self.memo, one[AHEAD].hash)
                near(one[AHEAD].at)
            if one.at >= done:
                self._look(index)
                if noted < index or one.value == <u32>UNKNOWN or one.value == WHOLE_PHONE:  # that waits for its token
                    done = self._replaced_to(one, done)
                    continue
                done = self._note(one)
            noted += noted == index
        self._found_tokens()
        if self.wanted_count:
            with gil:
                self._lettered()
        while noted < self.queued and self._noted(&self.queue[noted], False):
            noted += 1
        if noted < self.queued:
            with gil:
                while noted < self.queued:
                    self._noted(&self.queue[noted], True)
                    noted += 1
        return 0

    cdef inline int _look(self, u64 number) except -1 nogil:
        """Finds or settles a decision."""
        cdef Candidate *one = &self.queue[number]
        if one.context & G_KIND == G_MAIL and _is_at_address(one.at, one.to, one.context):
            one.value = NOTHING
            return 0
        one.hit = memo_look(&self.memo, one.hash, one.context, one.at, one.to - one.at, &one.value)
        if not one.hit:
            memo_seen_near(&self.memo, one.hash)
            one.value = self._settled(number)
        return 0

    cdef const u8 *_replaced_to(self, Candidate *one, const u8 *done) noexcept nogil:
        """The end of what a decision replaces, `done` where that is nothing or not known."""
        cdef u32 count, end
        if one.value == <u32>UNKNOWN or one.value & SORT == NOTHING:
            return done
        if one.value & SORT:
            return one.to
        memcpy(&count, memo_at(&self.memo, one.value), 4)
        memcpy(&end, memo_at(&self.memo, one.value) + 4 + 20 * (count - 1) + 4, 4)
        return one.at + end

    cdef int _noted(self, Candidate *one, bint ask) except -1 nogil:
        """Notes the spans of one candidate that lies in none before it; False where it is unknown and is not to be asked for."""
        if one.at < self.done:
            return True
        if one.value == <u32>UNKNOWN:
            if not ask:
                return False
            one.hit = memo_look(&self.memo, one.hash, one.context, one.at, one.to - one.at, &one.value)
            if not one.hit:
                one.value = self._decide(one.at, one.to, one.context)
        self._note(one)
        return True

    cdef inline const u8 *_note(self, Candidate *one) except NULL nogil:
        """Notes the spans of a decision; gives the end of what is replaced by now."""
        cdef u32 place = one.value & PLACE, sort = one.value & SORT, size = one.to - one.at, count, index
        cdef u32 row[5]
        self.hits += one.hit
        if sort == NOTHING:
            self.kept += 1
            self.national += place
        elif sort == WHOLE_NAME:
            self._add_span(one, 0, size, place + 4, self._size_at(place), KIND_NAME)
        elif sort:
            self._add_span(one, 0, size, place + 4, self.phone_sizes[one.context >> G_Q_SHIFT & 7], KIND_PHONE)
        else:
            memcpy(&count, memo_at(&self.memo, place), 4)
            for index in range(count):
                memcpy(row, memo_at(&self.memo, place) + 4 + 20 * index, 20)
                self._add_span(one, row[0], row[1], row[2], row[3], row[4])
        return self.done

    cdef inline int _add_span(self, Candidate *one, u32 start, u32 end, u32 text, u32 size, u32 kind) except -1 nogil:
        cdef u32 base = one.at - self.begin
        _room(<void **>&self.spans, &self.span_room, self.span_count, sizeof(Span))
        self.spans[self.span_count] = Span(base + start, base + end, text, size, kind)
        self.span_count += 1
        memo_bytes_near(&self.memo, text, size)
        self.done = one.at + end
        if kind == KIND_NAME and (
            one.context & G_KIND == G_FIELD or one.context & G_A_DISPLAY or memchr(one.at + start, b" ", end - start) != NULL
        ):
            _room(<void **>&self.named, &self.named_room, self.named_count, sizeof(Pair))
            self.named[self.named_count] = Pair(base + start, base + end)
            self.named_count += 1
        return 0

    cdef u32 _settled(self, u64 number) except? 0xFFFFFFFE nogil:
        """A decision that needs no asking; UNKNOWN where there is none. Remembered; that of a number, when it comes for the second time."""
        cdef Candidate *one = &self.queue[number]
        cdef const u8 *at = one.at
        cdef const u8 *to = one.to
        cdef u32 value, context = one.context
        cdef int said
        cdef bint lasting
        if context & G_KIND == G_NUMBER and self.numbers is not None:
            said = self.numbers.judge(at, to - at, context)
        elif self._word_judge is not None and (context & G_KIND == G_FIELD or (context & G_KIND == G_RUN and self.runs)):
            value = self._whole_name(at, to, context)
            return value if value != <u32>UNKNOWN or self.words is None else self._named(at, to, context)
        elif context & G_KIND == G_MAIL and self.mailing and self.words is not None:
            return self._mailed(at, to, context)
        else:
            return <u32>UNKNOWN
        if said == YES and (context >> G_Q_SHIFT & 7 or self.numbers.found[0].end - self.numbers.found[0].start == to - at):
            self._await(number)
            if not self.memo.few:
                return WHOLE_PHONE
            self._found_tokens()  # what little is remembered is near
            return one.value
        if said == YES:
            value = self._tokens(&lasting)
        elif said == NO:
            value, lasting = NOTHING | self._is_national(at, to), memo_seen(&self.memo, one.hash)
        else:
            return <u32>UNKNOWN
        if lasting:
            self._remember(context, at, to - at, value)
        return value

    cdef u32 _whole_name(self, const u8 *at, const u8 *to, u32 context) except? 0xFFFFFFFE nogil:
        """The decision that words are a name as `place.whole_from` has it; UNKNOWN where that must be asked for."""
        cdef u32 rows[6]
        cdef u32 value, start
        if not self._is_whole(at, to, self._bits_of_place(context), &start):
            return <u32>UNKNOWN
        if start:
            rows[0], rows[1], rows[2] = 1, start, to - at
            rows[3], rows[4], rows[5] = self._marked() + 4, self._size_at(self._marked()), KIND_NAME
            value = self._kept(rows, 6)
        else:
            value = WHOLE_NAME | self._marked()
        self._remember(context, at, to - at, value)
        return value

    cdef u32 _named(self, const u8 *at, const u8 *to, u32 context) except? 0xFFFFFFFE nogil:
        """The decision on other words, as far as they are judged natively."""
        cdef u32 rows[1 + 5 * MOST_HEARD]
        cdef u32 value
        cdef int index, said = self.words.judge(at, to, context)
        if said == ASK:
            return <u32>UNKNOWN
        if said == NO:
            value = NOTHING
        else:
            rows[0] = self.words.found_count
            for index in range(self.words.found_count):
                rows[1 + 5 * index], rows[2 + 5 * index] = self.words.found[index].start, self.words.found[index].end
                rows[3 + 5 * index], rows[4 + 5 * index], rows[5 + 5 * index] = self._marked() + 4, self._size_at(self._marked()), KIND_NAME
            value = self._kept(rows, 1 + 5 * rows[0])
        self._remember(context, at, to - at, value)
        return value

    cdef u32 _marked(self) except? 0xFFFFFFFE nogil:
        """Where the memo keeps what replaces a name."""
        if self.marker_at == <u32>UNKNOWN:
            with gil:
                self.marker_at = self._stored(self._marker)
        return self.marker_at

    cdef bint _is_whole(self, const u8 *at, const u8 *to, u32 place, u32 *start) except -1 nogil:
        """Whether plain words stand here that are a name from `start` on."""
        cdef u32 bits[WORDS_MOST]
        cdef int count = 0, first = 0
        cdef const u8 *begin = at
        cdef const u8 *stop
        start[0] = 0
        if not place or to - at > G_LONGEST:
            return False
        while True:
            stop = at
            while stop < to and stop[0] != b" " and (stop[0] != 31 or place & G_E_RUN):
                stop += 1
            bits[count] = self._says(at, stop - at, SPACE_NAME, self._word_judge)
            if not bits[count]:
                return False
            count += 1
            if place & G_E_RUN and first == count - 1 and bits[first] & G_W_UNNAMED:
                first, start[0] = count, stop + 1 - begin
            if stop == to:
                break
            at = stop + 1
            if count == G_MOST_WORDS:
                return False
        if bits[count - 1] & G_W_INITIAL:
            return False
        return _is_named(bits, count) if place & G_E_FIELD else _is_filled(bits + first, count - first, place)

    cdef u32 _bits_of_place(self, u32 context) except? 0xFFFFFFFF nogil:
        cdef u32 value
        cdef const u32 *found = memo_find(&self.memo, SPACE_PLACE, <const u8 *>&context, sizeof(context))
        if found != NULL:
            return found[0]
        with gil:
            value = self._place_judge(context)
            self._remember(SPACE_PLACE, <const u8 *>&context, sizeof(context), value)
            return value

    cdef bint _is_national(self, const u8 *at, const u8 *to) noexcept nogil:
        """Whether a number is kept that a region might know."""
        cdef Match m
        m.begin, m.end = at, to
        return self.numbers.region_count == 0 and NATIONAL_match(&m, at) != NULL

    cdef int _await(self, u64 candidate) except -1 nogil:
        """Notes that all of a candidate is the number that was found; which token that has is looked for behind all that is judged."""
        cdef Awaited *one
        cdef Number *number = &self.numbers.found[0]
        _room(<void **>&self.awaited, &self.awaited_room, self.awaited_count, sizeof(Awaited))
        one = &self.awaited[self.awaited_count]
        self.awaited_count += 1
        one.candidate, one.size = candidate, number.size
        memcpy(one.number, number.text, sizeof(one.number))
        one.hash = memo_hash(&self.memo, SPACE_TOKEN + (self.queue[candidate].context >> G_Q_SHIFT & 7), number.text, number.size)
        memo_near(&self.memo, one.hash)
        return 0

    cdef int _found_tokens(self) except -1 nogil:
        """Decides on what waits for its token."""
        cdef u64 index
        cdef u32 value
        cdef bint lasting
        cdef Awaited *one
        cdef Candidate *candidate
        for index in range(self.awaited_count):
            if index + AHEAD < self.awaited_count:
                memo_nearer(&self.memo, self.awaited[index + AHEAD].hash)
                memo_seen_near(&self.memo, self.awaited[index + AHEAD].hash)
            one = &self.awaited[index]
            candidate = &self.queue[one.candidate]
            value = self._token(one.number, one.size, one.hash, candidate.context >> G_Q_SHIFT & 7, &lasting)
            candidate.value = WHOLE_PHONE | value
            if lasting:
                self._remember(candidate.context, candidate.at, candidate.to - candidate.at, candidate.value)
        self.awaited_count = 0
        return 0

    cdef inline u32 _token(self, const u8 *number, u32 size, u32 hash, u32 quote, bint *lasting) except? 0xFFFFFFFE nogil:
        """Where the memo keeps a number's token, and whether it is remembered."""
        cdef u32 value
        lasting[0] = True
        if memo_look(&self.memo, hash, SPACE_TOKEN + quote, number, size, &value):
            return value
        lasting[0] = self.memo.few or memo_seen(&self.memo, hash)
        return self._new_token(number, size, quote, KIND_PHONE, lasting[0])

    cdef u32 _tokens(self, bint *lasting) except? 0xFFFFFFFE nogil:
        """The decision to replace the numbers that were found in a candidate, and whether all of them are remembered."""
        cdef u32 rows[1 + 5 * MOST_FOUND]
        cdef u32 value, hash, index
        cdef bint remembered
        cdef Number *number
        lasting[0] = True
        rows[0] = self.numbers.count
        for index in range(rows[0]):
            number = &self.numbers.found[index]
            hash = memo_hash(&self.memo, SPACE_TOKEN, number.text, number.size)
            value = self._token(number.text, number.size, hash, 0, &remembered)
            lasting[0] = lasting[0] and remembered
            rows[1 + 5 * index], rows[2 + 5 * index] = number.start, number.end
            rows[3 + 5 * index], rows[4 + 5 * index], rows[5 + 5 * index] = value + 4, self._size_at(value), KIND_PHONE
        return self._kept(rows, 1 + 5 * rows[0])

    cdef u32 _mailed(self, const u8 *at, const u8 *to, u32 context) except? 0xFFFFFFFE nogil:
        """The decision to replace a plain address or user; UNKNOWN where it must be asked for."""
        cdef u8 lower[64]
        cdef u32 rows[6]
        cdef u32 value, index, kind = KIND_EMAIL
        cdef u64 size = to - at
        if context >> G_Q_SHIFT & 7 or not self.words.known.ready():
            return <u32>UNKNOWN
        if context & G_LABEL == G_L_SIP:
            kind, size = KIND_USER, plain_user(&self.words.known.gazette, at, size)
        elif not plain_address(&self.words.known.gazette, at, size, context & G_LABEL == G_L_PLAIN):
            return <u32>UNKNOWN
        if size == 0 or size > sizeof(lower):
            return <u32>UNKNOWN
        for index in range(size):
            lower[index] = at[index] | 0x20 if b"A" <= at[index] <= b"Z" else at[index]
        if not memo_look(&self.memo, memo_hash(&self.memo, SPACE_TOKEN + 16 * kind, lower, size), SPACE_TOKEN + 16 * kind, lower, size, &value):
            value = self._new_token(lower, size, 0, kind, True)
        rows[0], rows[1], rows[2], rows[3], rows[4], rows[5] = 1, 0, size, value + 4, self._size_at(value), kind
        value = self._kept(rows, 6)
        self._remember(context, at, to - at, value)
        return value

    cdef u32 _new_token(self, const u8 *number, u32 number_size, u32 quote, u32 kind, bint lasting) except? 0xFFFFFFFE nogil:
        """Where the memo keeps a token of which all but the letters is known; they are wanted before the block ends."""
        cdef u8 text[4 + TOKEN_MOST]
        cdef u32 head = QUOTE_SIZES[quote], start = self.start_sizes[kind]
        cdef u32 size = 2 * head + start + LETTERS
        cdef long offset
        cdef Wanted *one
        memset(text, b"?", sizeof(text))
        memcpy(text, &size, 4)
        memcpy(text + 4, QUOTE_TEXTS[quote], head)
        memcpy(text + 4 + head, self.starts[kind], start)
        memcpy(text + 4 + head + start + LETTERS, QUOTE_TEXTS[quote], head)
        _room(<void **>&self.wanted, &self.wanted_room, self.wanted_count, sizeof(Wanted))
        offset = memo_store(&self.memo, text, 4 + size) if lasting else memo_lend(&self.memo, text, 4 + size)
        if offset < 0:
            with gil:
                raise MemoryError
        one = &self.wanted[self.wanted_count]
        self.wanted_count += 1
        one.kind, one.at, one.size = kind, offset + 4 + head + start, number_size
        memcpy(one.number, number, number_size)
        if lasting:
            self._remember(SPACE_TOKEN + 16 * (kind if kind != KIND_PHONE else 0) + quote, number, number_size, offset)
        return offset

    cdef int _lettered(self) except -1:
        """The letters of the tokens that want them, for all at once: it is the taking of the GIL for each that would cost."""
        cdef u64 index
        cdef u32 place
        cdef Wanted *one
        cdef u8 *letters
        cdef const u8 *read
        cdef bytes mac
        for index in range(self.wanted_count):
            one = &self.wanted[index]
            copied = self.contexts[one.kind].copy()
            copied.update(PyBytes_FromStringAndSize(<const char *>one.number, one.size))
            mac = copied.finalize()
            if PyBytes_GET_SIZE(mac) < LETTERS / 2:
                raise ValueError("an HMAC is shorter than a token")
            read, letters = <const u8 *>PyBytes_AS_STRING(mac), <u8 *>memo_at(&self.memo, one.at)
            for place in range(LETTERS / 2):
                letters[2 * place] = 97 + (read[place] >> 4)
                letters[2 * place + 1] = 97 + (read[place] & 15)
        self.wanted_count = 0
        return 0

    cdef u32 _kept(self, u32 *numbers, u32 count) except? 0xFFFFFFFE nogil:
        """Keeps the numbers of a decision in the memo's bytes."""
        cdef long offset = memo_store(&self.memo, <const u8 *>numbers, 4 * count)
        if offset < 0:
            with gil:
                raise MemoryError
        return offset

    cdef u32 _decide(self, const u8 *at, const u8 *to, u32 context) except? 0xFFFFFFFF nogil:
        """Asks for a decision and keeps it: a count, then rows of start, end, text, size, kind."""
        cdef long offset
        cdef u32 value
        with gil:
            decision, national, lasting = self._decider(context, PyBytes_FromStringAndSize(<const char *>at, to - at))
            rows = bytearray()
            for start, end, replacement, kind in decision:
                for number in (start, end, self._stored(replacement) + 4, len(replacement), _kind(kind)):
                    rows += (<u32>number).to_bytes(4, "little")
            packed = len(decision).to_bytes(4, "little") + bytes(rows)
            offset = memo_store(&self.memo, <const u8 *>PyBytes_AS_STRING(packed), len(packed)) if decision else 0
            if offset < 0:
                raise MemoryError
            value = offset if decision else NOTHING | <u32>bool(national)
            if lasting:
                self._remember(context, at, to - at, value)
            return value

    # --- names that stand elsewhere in their line ---

    cdef int _echoes(self) except -1 nogil:
        """For each line in which a word of a field's name stands elsewhere too, the reference's second step."""
        cdef u64 index = 0
        cdef Pair name
        cdef const u8 *line
        cdef const u8 *line_end = NULL
        cdef bint wanted
        cdef u64 first, looked, low = 0
        while index < self.named_count:
            name = self.named[index]
            self._names_near(index)
            line = line_start(self.begin, self.begin + name.start)
            line_end = <const u8 *>memchr(self.begin + name.end, b"\n", self.end - self.begin - name.end)
            if line_end == NULL:
                line_end = self.end
            first, wanted, looked = index, False, 0
            while index < self.named_count and self.begin + self.named[index].start < line_end:
                wanted = wanted or looked > ECHO_REACH or self._stands_elsewhere(self.named[index], line, line_end)
                looked += line_end - line
                index += 1
            if wanted and self._marker is not None:
                low = self._with_echoes_found(line, line_end, first, index, low)
            elif wanted:
                with gil:
                    low = self._with_echoes(line, line_end, first, index, low)
        return 0

    cdef inline void _names_near(self, u64 index) noexcept nogil:
        """Asks memory for what is looked at for the names behind the next ones: first their lines, then what is known of them."""
        cdef Pair name
        cdef int far
        if index + 8 < self.named_count:
            for far in range(-128, 192, 64):
                near(self.begin + self.named[index + 8].start + far)
        if index + 4 < self.named_count:
            name = self.named[index + 4]
            memo_front_near(&self.memo, SPACE_SOUGHT, self.begin + name.start, name.end - name.start)

    cdef int _stands_elsewhere(self, Pair name, const u8 *line, const u8 *line_end) except -1 nogil:
        """Whether a word of a name stands elsewhere in its line. Up to two words, as most names have, are kept by their places in front."""
        cdef const u8 *at = self.begin + name.start
        cdef const u8 *to = self.begin + name.end
        cdef u32 value, sought = 0
        cdef const u32 *found = memo_in_front(&self.memo, SPACE_SOUGHT, at, to - at)
        cdef u32 count = 0, size, index
        cdef const u8 *word
        cdef Match m
        if found != NULL:
            sought = found[0]
            while sought:
                if self._is_beside(at + (sought & 63), sought >> 6 & 63, at, to, line, line_end):
                    return True
                sought >>= 12
            return False
        m.begin, m.end = at, to
        word = ECHO_WORD_search(&m, at)
        while word != NULL:
            if not self._says(m.start, word - m.start, SPACE_ECHO, self._ordinary):
                if count < 2:
                    sought |= <u32>((m.start - at) | (word - m.start) << 6) << 12 * count
                count += 1
                if self._is_beside(m.start, word - m.start, at, to, line, line_end):
                    return True
            word = ECHO_WORD_search(&m, word)
        if 0 < count <= 2:
            memo_front(&self.memo, SPACE_SOUGHT, at, to - at, sought)
        if count:  # where the whole name stands elsewhere, its words do
            return False
        found = memo_find(&self.memo, SPACE_WORDS, at, to - at)
        if found != NULL:
            value = found[0]
        else:
            with gil:
                value = self._words(PyBytes_FromStringAndSize(<const char *>at, to - at))
                self._remember(SPACE_WORDS, at, to - at, value)
        word = memo_at(&self.memo, value)
        memcpy(&count, word, 4)
        word += 4
        for index in range(count):
            memcpy(&size, word, 4)
            word += 4
            if self._is_beside(word, size, at, to, line, line_end):
                return True
            word += size
        return False

    cdef inline bint _is_beside(self, const u8 *word, u64 size, const u8 *at, const u8 *to, const u8 *line, const u8 *line_end) noexcept nogil:
        return find_bytes(line, at, word, size) != NULL or find_bytes(to, line_end, word, size) != NULL

    cdef u32 _words(self, bytes name) except? 0xFFFFFFFF:
        words = self._word_list(name)
        packed = len(words).to_bytes(4, "little") + b"".join(len(word).to_bytes(4, "little") + word for word in words)
        cdef long offset = memo_store(&self.memo, <const u8 *>PyBytes_AS_STRING(packed), len(packed))
        if offset < 0:
            raise MemoryError
        return offset

    cdef u64 _with_echoes_found(self, const u8 *line, const u8 *line_end, u64 first, u64 last, u64 low) except? 0xFFFFFFFFFFFFFFFF nogil:
        """As `_with_echoes`, natively, where names are dropped."""
        cdef u64 index, most = 0, high
        cdef u32 base = line - self.begin
        for index in range(first, last):
            most += 1 + (self.named[index].end - self.named[index].start) / 3
        if echoes_begin(&self.echoes, line, line_end, most):
            with gil:
                raise MemoryError
        for index in range(first, last):
            self._add_words(self.named[index].start - base, self.named[index].end - base)
        if echoes_find(&self.echoes, &self.memo):
            with gil:
                raise MemoryError
        while low < self.span_count and self.spans[low].start < base:
            low += 1
        high = low
        while high < self.span_count and self.begin + self.spans[high].start < line_end:
            high += 1
        return self._merged(low, high, base) if self.echoes.found_count else high

    cdef int _add_words(self, u32 begin, u32 stop) except -1 nogil:
        """Adds what is looked for elsewhere of a name: itself and its words that are no ordinary ones."""
        cdef const u8 *line = self.echoes.line
        cdef const u8 *at = line + begin
        cdef const u8 *to = line + stop
        cdef const u8 *word
        cdef bint known = False
        cdef Match m
        m.begin, m.end = at, to
        word = ECHO_WORD_search(&m, at)
        while word != NULL:
            if not self._says(m.start, word - m.start, SPACE_ECHO, self._ordinary):
                known = True
                self._add_word(m.start, word, begin, stop)
            word = ECHO_WORD_search(&m, word)
        if to - at >= 3 and ((known and _are_words(at, to)) or not self._says(at, to - at, SPACE_ECHO, self._ordinary)):
            self._add_word(at, to, begin, stop)
        return 0

    cdef int _add_word(self, const u8 *at, const u8 *to, u32 begin, u32 stop) except -1 nogil:
        if echoes_add(&self.echoes, &self.memo, at, to - at, begin, stop):
            with gil:
                raise MemoryError
        return 0

    cdef u64 _merged(self, u64 low, u64 high, u32 base) except? 0xFFFFFFFFFFFFFFFF nogil:
        """Lays what was found among the spans from `low` to `high`: where two overlap, the decided one stays, or a longer one that begins with it."""
        cdef u64 at = low, echo = 0, behind, count = 0, rest = self.span_count - high
        cdef Span one
        cdef u32 marker = self._marked(), last = 0
        cdef Echo *found = self.echoes.found
        while at < high or echo < self.echoes.found_count:
            if echo == self.echoes.found_count or (at < high and _before(&self.spans[at], &found[echo], base)):
                one = self.spans[at]
                at += 1
            else:
                one = Span(base + found[echo].start, base + found[echo].end, marker + 4, self._size_at(marker), KIND_NAME)
                echo += 1
                behind = at
                while behind < high and self.spans[behind].start <= one.start:
                    behind += 1
                if behind < high and self.spans[behind].start < one.end:
                    continue
            if one.start >= last:
                _room(<void **>&self.laid, &self.laid_room, count, sizeof(Span))
                self.laid[count] = one
                count += 1
                last = one.end
        while self.span_room < low + count + rest:
            _room(<void **>&self.spans, &self.span_room, self.span_room, sizeof(Span))
        memmove(&self.spans[low + count], &self.spans[high], rest * sizeof(Span))
        memcpy(&self.spans[low], self.laid, count * sizeof(Span))
        self.span_count = low + count + rest
        return low + count

    cdef u64 _with_echoes(self, const u8 *line, const u8 *line_end, u64 first, u64 last, u64 low) except? 0xFFFFFFFFFFFFFFFF:
        """The spans of one line anew, which are none of the first `low`; how many there are up to its end."""
        cdef u64 high, index, count = self.span_count
        cdef u32 base = line - self.begin
        while low < self.span_count and self.spans[low].start < base:
            low += 1
        high = low
        while high < self.span_count and self.begin + self.spans[high].start < line_end:
            high += 1
        text = PyBytes_FromStringAndSize(<const char *>line, line_end - line)
        named = [(self.named[index].start - base, self.named[index].end - base) for index in range(first, last)]
        self._replaced(low, high, base, self._echo(text, named, self._listed(low, high, base)))
        return high + self.span_count - count

    cdef int _replaced(self, u64 low, u64 high, u32 base, list new) except -1:
        """Puts other spans in the place of some."""
        cdef u64 count = len(new), rest = self.span_count - high, index
        cdef bytes replacement
        cdef long offset
        while self.span_room < low + count + rest:
            _room(<void **>&self.spans, &self.span_room, self.span_room, sizeof(Span))
        memmove(&self.spans[low + count], &self.spans[high], rest * sizeof(Span))
        self.span_count = low + count + rest
        for index in range(count):
            start, end, replacement, kind = new[index]
            offset = memo_lend(&self.memo, <const u8 *>PyBytes_AS_STRING(replacement), len(replacement))
            if offset < 0:
                raise MemoryError
            self.spans[low + index] = Span(base + start, base + end, offset, len(replacement), _kind(kind))
        return 0

    cdef bytes _replacement(self, u64 index):
        return PyBytes_FromStringAndSize(<const char *>memo_at(&self.memo, self.spans[index].text), self.spans[index].size)

    cdef list _listed(self, u64 low, u64 high, u32 base):
        cdef u64 index
        return [
            (self.spans[index].start - base, self.spans[index].end - base, self._replacement(index), KINDS[self.spans[index].kind])
            for index in range(low, high)
        ]


def matched(str name, str way, bytes text, Py_ssize_t start, Py_ssize_t end):
    """What a pattern of `_patterns.h` finds, as `re` would say it: (lastindex, span, spans of the groups), or None."""
    cdef Match m
    cdef int row = 0
    cdef const u8 *data = <const u8 *>PyBytes_AS_STRING(text)
    cdef const u8 *to
    cdef bytes wanted = name.encode()
    if not 0 <= start <= end <= len(text):
        raise ValueError("start and end are places of the text")
    while LISTED[row].name != NULL and <bytes>LISTED[row].name != wanted:
        row += 1
    if LISTED[row].name == NULL:
        raise LookupError(name)
    m.begin, m.end = data, data + end
    for index in range(10):
        m.mark[index] = NULL
    matcher = LISTED[row].match if way == "match" else LISTED[row].search if way == "search" else LISTED[row].whole
    to = matcher(&m, data + start)
    if to == NULL:
        return None
    groups = []
    for index in range(1, 5):
        closed = m.mark[2 * index + 1] != NULL
        groups.append((m.mark[2 * index] - data if closed else -1, m.mark[2 * index + 1] - data if closed else -1))
    return m.last or None, (m.start - data, to - data), groups


def walked(bytes text):
    """What the walk stops at: (group, its span)."""
    cdef Match m
    cdef Masks masks
    cdef const u8 *data = <const u8 *>PyBytes_AS_STRING(text)
    cdef const u8 *p = data
    memset(&masks, 0, sizeof(masks))
    m.begin, m.end = data, data + len(text)
    if masks_make(&masks, data, m.end):
        raise MemoryError
    found = []
    while p < m.end:
        p = token_walk(&m, &masks, p)
        if m.last:
            found.append((m.last, (m.mark[2 * m.last] - data, m.mark[2 * m.last + 1] - data)))
    free(masks.bits)
    return found


def parts(bytes line):
    """What TOKEN eats, round by round, and stops at in a line without its end: (group or None, start, end); [] where a stop is of no kind."""
    cdef Match m
    cdef const u8 *data = <const u8 *>PyBytes_AS_STRING(line)
    cdef const u8 *p = data
    cdef const u8 *to
    cdef u64 size = PyBytes_GET_SIZE(line)
    if size and data[size - 1] == 10:
        size -= 1
    m.begin, m.end = data, data + size
    found = []
    while p < m.end:
        m.last = 0
        to = TOKEN_step(&m, p)
        if to == NULL:
            to = _ZONE_match(&m, p)
        if to == NULL:
            to = TOKEN_stop(&m, p)
            if to == NULL or (m.last == 0 and not (to > p and to - p < G_MIN_DIGITS and _digits(p, to))):
                return []
        found.append((m.last or None, p - data, to - data))
        p = to
    return found


def filled(int number, bytes line, Py_ssize_t start):
    """Where a hole ends that begins at a place of a line with its end, -1 where it is not filled."""
    cdef Match m
    cdef Masks masks
    cdef const u8 *data = <const u8 *>PyBytes_AS_STRING(line)
    cdef const u8 *to
    memset(&masks, 0, sizeof(masks))
    m.begin, m.end = data, data + len(line)
    if masks_make(&masks, data, m.end):
        raise MemoryError
    to = hole_filled(number, &masks, &m, data + start)
    free(masks.bits)
    return to - data if to != NULL else -1


def vectors(bint wanted, bint wide=True):
    """Whether to use a processor's vectors where it has them, and those of 64 bytes; for tests of the code that does without."""
    global plain_only, narrow_only
    plain_only, narrow_only = not wanted, not wide


def reads_off():
    """Whether lines are read off layouts here, now."""
    return bool(layouts_pay())


def learning(u32 seen, u32 walked):
    """How many lines with the same signs are walked before one is learned, and how many of all for each that is."""
    global seen_least, walked_most
    seen_least, walked_most = seen, walked


def line_ends(bytes block):
    """How many line ends are in a block."""
    cdef const u8 *at = <const u8 *>PyBytes_AS_STRING(block)
    cdef u64 size = PyBytes_GET_SIZE(block), found
    with nogil:
        found = count_lines(at, size)
    return found
