/* What TOKEN_match does, faster: TOKEN's commonest alternatives by hand, over bit masks that say of 64 bytes at once which are
   letters, digits and so on. What these lines cannot decide goes to the matchers that are made from the pattern: TOKEN_step, one
   round of what passes, and TOKEN_stop, what may be personal. build_front.py makes the tables and refuses another TOKEN than the
   one that stands here. A text ends in a byte 0 that is none of it, so that one byte more may always be looked at. */

#include <stdlib.h>

enum { NOT_DIGIT, NOT_LETTER, NOT_PART, NOT_QUIET, MASKS };

#define is_digit(byte) ((u8)((byte) - '0') <= 9)
#define is_upper(byte) ((u8)((byte) - 'A') <= 25)

/* For each kind a bit for every byte that is not of it; all bits behind the text are set. `stride` is the bytes of one mask.
   Quiet is what passes wherever the walk comes from: the inert, and words in lower case behind which no separator, @ and so on
   stands. Not all of them are found to be so, but what is called quiet is. */
typedef struct { const u8 *begin; u8 *bits; uint64_t stride, room; } Masks;

#ifdef SKIP_AVX2
/* What the block behind says of its first byte: whether it, behind a byte of MAY_SEP, and behind a word, is no harm. */
typedef struct { uint64_t behind_may, behind_word; } Harmless;

/* The masks of 64 bytes, of which `is` has the kinds; the blocks are taken from the last to the first. */
static inline __attribute__((always_inline)) void masks_keep(const Masks *masks, u8 *to, const uint64_t *is, Harmless *next) {
    uint64_t low = is[KIND_LOW_PART], may = is[KIND_MAY_SEP], sign = is[KIND_SIGN], active = is[KIND_ACTIVE];
    uint64_t none = ~(may | sign), ends = may & (none >> 1 | next->behind_may << 63), words;
    ends |= may & ends >> 1;
    ends |= may & ends >> 1;
    next->behind_may = (none | ends) & 1;
    ends |= none & ~(active | low);
    words = low & (ends >> 1 | next->behind_word << 63);
    for (int step = 1; step <= 8; step *= 2) { /* as far as a word goes before them, 16 bytes at most */
        words |= low & words >> step;
        low &= low >> step;
    }
    next->behind_word = (ends | words) & 1;
    const uint64_t found[MASKS] = {~is[KIND_DIGIT], ~is[KIND_LETTER], ~is[KIND_PART], active & ~words};
    for (int mask = 0; mask < MASKS; mask++) memcpy(to + mask * masks->stride, &found[mask], 8);
}

TARGET static void masks_avx2(const Masks *masks, const u8 *text, const u8 *p) {
    Harmless next = {0, 0};
    for (u8 *to = masks->bits + (p - text) / 8; p > text; ) {
        uint64_t is[KINDS] = {0};
        p -= 64, to -= 8;
#pragma GCC unroll 2
        for (int half = 0; half < 64; half += 32) {
            __m256i text_half = _mm256_loadu_si256((const __m256i *)(p + half)), kinds[FRONT_TABLES];
#pragma GCC unroll 4
            for (int table = 0; table < FRONT_TABLES; table++) kinds[table] = kinds_of(text_half, FRONT_LOWER[table], FRONT_UPPER[table]);
#pragma GCC unroll 8
            for (int kind = 0; kind < KINDS; kind++) {
                __m256i of = _mm256_and_si256(kinds[FRONT_TABLE[kind]], _mm256_set1_epi8((char)FRONT_KINDS[kind]));
                is[kind] |= (uint64_t)(uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(of, _mm256_setzero_si256())) << half;
            }
        }
        masks_keep(masks, to, is, &next);
    }
}

TARGET_VBMI static void masks_vbmi(const Masks *masks, const u8 *text, const u8 *p) {
    const __m512i first = _mm512_loadu_si512(FRONT_SETS), last = _mm512_loadu_si512(FRONT_SETS + 64);
    Harmless next = {0, 0};
    for (u8 *to = masks->bits + (p - text) / 8; p > text; ) {
        uint64_t is[KINDS];
        p -= 64, to -= 8;
        __m512i bytes = _mm512_loadu_si512(p), kinds = _mm512_permutex2var_epi8(first, bytes, last);
        uint64_t high = _mm512_movepi8_mask(bytes);
        for (int kind = 0; kind < KINDS; kind++) {
            is[kind] = _mm512_test_epi8_mask(kinds, _mm512_set1_epi8((char)(1 << kind)));
            is[kind] = FRONT_HIGH >> kind & 1 ? is[kind] | high : is[kind] & ~high;
        }
        masks_keep(masks, to, is, &next);
    }
}
#endif

/* Eight bytes at once: a bit of each is gathered by a multiplication. */
static void masks_plain(const Masks *masks, const u8 *p, u8 *to, const u8 *end) {
    for (; p < end; p += 8, to++) {
        uint64_t kinds = 0;
        for (int n = 0; n < 8; n++) kinds |= (uint64_t)(p + n < end ? FRONT_SETS[p[n]] : 1 << KIND_ACTIVE) << 8 * n;
        for (int mask = 0; mask < MASKS; mask++) {
            u8 of = (u8)((kinds >> mask & 0x0101010101010101ull) * 0x0102040810204080ull >> 56);
            to[mask * masks->stride] = mask == NOT_QUIET ? of : (u8)~of; /* here only the inert are quiet */
        }
    }
}

/* 1 where there is no memory. */
static int masks_make(Masks *masks, const u8 *text, const u8 *end) {
    uint64_t size = (uint64_t)(end - text), whole = 0;
    masks->stride = size / 8 + 24; /* a look is at 8 bytes, and one goes on to 8 more */
    if (masks->stride * MASKS > masks->room) {
        free(masks->bits);
        masks->room = 0;
        masks->bits = (u8 *)malloc(masks->stride * MASKS);
        if (masks->bits == NULL) return 1;
        masks->room = masks->stride * MASKS;
    }
    masks->begin = text;
#ifdef SKIP_AVX2
    if (has_avx2()) {
        whole = size / 64 * 64;
        if (has_avx512()) masks_vbmi(masks, text, text + whole);
        else masks_avx2(masks, text, text + whole);
    }
#endif
    masks_plain(masks, text + whole, masks->bits + whole / 8, end);
    for (int mask = 0; mask < MASKS; mask++) memset(masks->bits + mask * masks->stride + (size + 7) / 8, 255, 16);
    return 0;
}

/* 57 bits and more from a place on, and zeros above them. */
static inline uint64_t mask_at(const Masks *masks, uint64_t at, int mask) {
    uint64_t bits;
    memcpy(&bits, masks->bits + mask * masks->stride + (at >> 3), 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bits = __builtin_bswap64(bits);
#endif
    return bits >> (at & 7);
}

static inline uint64_t mask_of_64(const Masks *masks, uint64_t at, int mask) {
    return mask_at(masks, at, mask) | (at & 7 ? (uint64_t)masks->bits[mask * masks->stride + (at >> 3) + 8] << (64 - (at & 7)) : 0);
}

/* The first byte from `p` on that is not of a kind. */
static inline const u8 *run_end(const Masks *masks, const u8 *p, int mask) {
    uint64_t bits = mask_at(masks, (uint64_t)(p - masks->begin), mask);
    if (__builtin_expect(bits != 0, 1)) return p + __builtin_ctzll(bits);
    uint64_t at = (uint64_t)(p - masks->begin) | 7;
    do bits = mask_at(masks, ++at, mask); while (bits == 0 && (at += 63));
    return masks->begin + at + __builtin_ctzll(bits);
}

/* The same, or 0 where it is not in sight; in sight are 65 bytes at least. */
static inline const u8 *near_end(const Masks *masks, const u8 *p, int mask) {
    uint64_t bits = mask_at(masks, (uint64_t)(p - masks->begin), mask);
    if (__builtin_expect(bits != 0, 1)) return p + __builtin_ctzll(bits);
    uint64_t at = ((uint64_t)(p - masks->begin) | 7) + 1;
    bits = mask_at(masks, at, mask);
    return bits ? masks->begin + at + __builtin_ctzll(bits) : 0;
}

typedef struct { const u8 *at, *to; } Stretch;

/* Whether a byte beyond ASCII stands from `p` to `end`. */
static inline int has_high(const u8 *p, const u8 *end) {
#ifdef __SSE2__
    if (end - p >= 16) { /* the last 16 bytes once more rather than one by one */
        __m128i high = _mm_loadu_si128((const __m128i *)(end - 16));
        for (; end - p > 16; p += 16) high = _mm_or_si128(high, _mm_loadu_si128((const __m128i *)p));
        return _mm_movemask_epi8(high) != 0;
    }
#endif
    u8 high = 0;
    for (; p < end; p++) high |= *p;
    return high >> 7;
}

/* Words that are asked for: by size and first letter, a bit for each last letter. */
typedef struct { uint32_t last[32][32]; uint64_t least; } Wordlist;

/* Of what WORDS finds from `start` to `at`, 64 bytes at most, the words that may be of a list; -1 where a byte is beyond ASCII. */
static int words_between(const Masks *masks, const u8 *start, const u8 *at, const Wordlist *wanted, Stretch *found) {
    uint64_t place = (uint64_t)(start - masks->begin), within, letters, begins;
    int count = 0;
    if (start == at) return 0;
    if (has_high(start, at)) return -1;
    within = ~0ull >> (64 - (at - start));
    letters = ~mask_of_64(masks, place, NOT_LETTER) & within;
    begins = letters & ~((letters | (~mask_of_64(masks, place, NOT_DIGIT) & within)) << 1);
    for (uint64_t more = 1; more < wanted->least; more++) begins &= letters >> more;
    for (; begins; begins &= begins - 1) {
        const u8 *word = start + __builtin_ctzll(begins), *to;
        uint64_t behind = ~(letters >> (word - start));
        to = behind ? word + __builtin_ctzll(behind) : at;
        if (to > at) to = at;
        if (!(wanted->last[(to - word) & 31][*word & 31] >> (to[-1] & 31) & 1)) continue;
        if (word > masks->begin && in_WORD_OR_HIGH(word[-1])) continue;
        if (to < at && in_WORD_OR_HIGH(*to)) continue;
        found[count++] = (Stretch){word, to};
    }
    return count;
}

/* LABEL_SEP. */
static inline int label_sep(const u8 *p) {
    switch (*p) {
    case '=': case ':': case '>': return 1;
    case '(': return p[1] == '+' || is_digit(p[1]);
    case ' ': if (p[1] == ':' && p[2] == ':' && p[3] == ' ') return 0; break;
    case '\\': while (*p == '\\') p++; if (*p != '"' && *p != '\'' && *p != ')' && *p != ']') break; p++; break;
    case '"': case '\'': case ')': case ']': p++; break;
    case '\t': break;
    default: return 0;
    }
    while (*p == ' ' || *p == '\t') p++;
    return *p == '=' || *p == ':' || *p == '>';
}

/* The end of _OPENING and of its first group where it is as simple as `":"`, `=` or `: `; 0 where the pattern must say. */
static inline const u8 *opening_end(const u8 *p, const u8 **sep_end) {
    if (*p == '"' || *p == '\'') p++;
    if ((*p != ':' && *p != '=') || p[1] == '>') return 0;
    do p++; while (*p == ' ');
    *sep_end = p;
    if (*p == '"' || *p == '\'') p++;
    return in_NO_OPENING(*p) ? 0 : p;
}

/* Whether a particle of a name may stand here: rather too often than too rarely. */
static inline int may_be_particle(const Masks *masks, const u8 *p) {
    if (!in_PARTICLE_FIRST(*p)) return 0;
    const u8 *to = run_end(masks, p, NOT_LETTER);
    return to - p <= PARTICLE_LONGEST && (*to == ' ' || *to == 31 || *to == '-');
}

/* Whether seven digits stand here, so that it may be a number. */
static inline int seven_digits(const Masks *masks, const u8 *p) {
    return (mask_at(masks, (uint64_t)(p - masks->begin), NOT_DIGIT) & 127) == 0;
}

/* The end of a word, or a _ in it behind which a number may stand. */
static inline const u8 *word_on(const Masks *masks, const u8 *p) {
    for (;; p++) {
        while (in_WORD_PIECE(*p)) p++;
        if (*p != '_' || seven_digits(masks, p + 1)) return p;
    }
}

/* Whether what begins here ends a label: `FirstName=`, `Phone2=`. */
static __attribute__((noinline)) int label_on(const u8 *p) {
    for (int n = 0; n < 16 && in_WORD_OR_HIGH(*p) && *p < 0x80; n++) p++;
    return *p == '=';
}

/* The end of a run of words that begins with a capital letter, or 0 where the matcher must say. */
static inline const u8 *run_of_words(const Masks *masks, const u8 *p) {
    const u8 *before = 0; /* the end of the word before */
    for (int gaps = 0; ; gaps++) {
        p = run_end(masks, p, NOT_LETTER);
        while (*p == '\'' || *p == '-') {
            const u8 *more = run_end(masks, p + 1, NOT_LETTER);
            if (more == p + 1) { if (*more >= 0x80) return 0; break; }
            p = more;
        }
        if (*p >= 0x80) return 0;
        if (gaps == 11) return label_on(p) ? before : p;
        const u8 *next = p + 1;
        if (*p == ' ' || *p == 31) {
            if (*next >= 0x80 || may_be_particle(masks, next)) return 0;
        } else if (*p == ',') {
            if (*next++ != ' ') return p;
            if (*next >= 0x80) return 0;
        } else if (*p == '.') {
            if (*next >= 0x80 || may_be_particle(masks, next)) return 0;
            if (*next == ' ' && (*++next >= 0x80 || may_be_particle(masks, next))) return 0;
        } else return gaps && label_on(p) ? before : p;
        if (!is_upper(*next)) return p;
        before = p;
        p = next;
    }
}

/* The most digits that TOKEN takes at once. Of a longer run its matcher takes a part and the walk comes back, so no more of them are
   counted: else a long line would cost its length squared. */
enum { MOST_DIGITS_OF_NUMBER = 401 };

/* The end of digits, or a place among them behind which TOKEN takes no more. */
static inline const u8 *digits_end(const Masks *masks, const u8 *p) {
    uint64_t bits = mask_at(masks, (uint64_t)(p - masks->begin), NOT_DIGIT);
    if (__builtin_expect(bits != 0, 1)) return p + __builtin_ctzll(bits);
    uint64_t at = ((uint64_t)(p - masks->begin) | 7) + 1, most = (uint64_t)(p - masks->begin) + MOST_DIGITS_OF_NUMBER;
    while ((bits = mask_at(masks, at, NOT_DIGIT)) == 0 && at <= most) at += 64;
    return masks->begin + at + (bits ? __builtin_ctzll(bits) : 0);
}

/* Goes on behind some digits, over more of them with up to three signs in between; counts them, and gives their end. */
static inline const u8 *digits_on(const Masks *masks, const u8 *p, const u8 *signs, uint64_t *count) {
    while (*count <= MOST_DIGITS_OF_NUMBER) {
        const u8 *to = p;
        if (signs[*to]) { to++; if (signs[*to]) { to++; if (signs[*to]) to++; } }
        if (!is_digit(*to)) return p;
        p = digits_end(masks, to);
        *count += (uint64_t)(p - to);
    }
    return p;
}

/* `:05` */
static inline int sixty(const u8 *p) { return (u8)(p[0] - '0') <= 5 && is_digit(p[1]); }

/* Behind `2024`: the end of a date and of the time behind it, or 0. */
static inline const u8 *date_end(const Masks *masks, const u8 *p) {
    u8 sign = *p;
    if ((p[1] | 1) != '1' || !is_digit(p[2]) || p[3] != sign || (u8)(p[4] - '0') > 3 || !is_digit(p[5]) || is_digit(p[6])) return 0;
    p += 6;
    if (*p != 'T' && *p != ' ' && *p != '_' && *p != ':' && *p != '-') return p;
    if ((u8)(p[1] - '0') > 2 || !is_digit(p[2]) || (p[3] != ':' && p[3] != '.') || !sixty(p + 4)) return p;
    p += 6;
    if ((*p == ':' || *p == '.') && is_digit(p[1]) && is_digit(p[2])) {
        p += 3;
        if ((*p == '.' || *p == ',' || *p == ':') && is_digit(p[1])) p = run_end(masks, p + 1, NOT_DIGIT);
    }
    if (*p == 'Z') return p + 1;
    if ((*p == '+' || *p == '-') && is_digit(p[1]) && is_digit(p[2])) {
        const u8 *to = p + 3 + (p[3] == ':');
        if (is_digit(to[0]) && is_digit(to[1])) p = to + 2;
    }
    return p;
}

/* Behind digits: the end of `.5ms`, or 0. */
static inline const u8 *unit_end(const Masks *masks, const u8 *p) {
    const u8 *to = p + 1;
    while (is_digit(*to) && to - p <= 5) to++;
    if (to == p + 1 || !in_UNIT_FIRST(*to)) return 0;
    return word_on(masks, to);
}

/* Behind `Mar`: the end of ` 18 09:14:02`, or 0. */
static inline const u8 *time_end(const Masks *masks, const u8 *p) {
    if (p[0] != ' ' || (p[1] != ' ' && !is_digit(p[1])) || !is_digit(p[2]) || p[3] != ' ' || !is_digit(p[4])) return 0;
    p += 4;
    if (is_digit(p[1]) && is_digit(p[2]) && is_digit(p[3])) { if (p[4] != ' ') return 0; p += 5; }
    if (!is_digit(p[0]) || !is_digit(p[1]) || p[2] != ':' || !is_digit(p[3]) || !is_digit(p[4]) || p[5] != ':' || !is_digit(p[6]) || !is_digit(p[7])) return 0;
    p += 8;
    return *p == '.' && is_digit(p[1]) ? run_end(masks, p + 1, NOT_DIGIT) : p;
}

/* Whether the last two letters are those of a day of the week. */
static inline int is_day(const u8 *p) {
    switch (p[1]) {
    case 'o': return p[2] == 'n';
    case 'u': return p[2] == 'e' || p[2] == 'n';
    case 'e': return p[2] == 'd';
    case 'h': return p[2] == 'u';
    case 'r': return p[2] == 'i';
    case 'a': return p[2] == 't';
    default: return 0;
    }
}

/* The end of an octet of an IPv4 address that is not followed by a digit, or 0. */
static inline const u8 *octet_end(const u8 *p) {
    if (!is_digit(p[0])) return 0;
    if (!is_digit(p[1])) return p + 1;
    if (p[0] == '0') return 0;
    if (!is_digit(p[2])) return p + 2;
    if (is_digit(p[3]) || (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0') > 255) return 0;
    return p + 3;
}

/* The end of an IPv4 address with its port or prefix, or 0. */
static inline const u8 *ipv4_end(const u8 *p) {
    p = octet_end(p);
    for (int n = 0; n < 3 && p; n++) p = *p == '.' ? octet_end(p + 1) : 0;
    if (p == 0 || (*p == '.' && is_digit(p[1]))) return 0;
    if ((*p == ':' || *p == '/') && is_digit(p[1])) {
        p += 2;
        for (int n = 1; n < 5 && is_digit(*p); n++) p++;
    }
    return p;
}

/* Whether IN_BRACKETS goes on behind its first byte; -1 where a byte 0, which may be the end, must be looked at. */
static inline int closed_near(const u8 *p) {
    for (int n = 0; n < 8; n++) {
        p++;
        if (*p == ')') return 1;
        if (*p == '(' || *p == '\n') return 0;
        if (*p == 0) return -1;
    }
    return 0;
}

#ifdef __SSE2__
static inline uint32_t hex_bits(const u8 *p) {
    __m128i text = _mm_loadu_si128((const __m128i *)p);
    __m128i digit = _mm_sub_epi8(text, _mm_set1_epi8('0')), letter = _mm_sub_epi8(_mm_or_si128(text, _mm_set1_epi8(32)), _mm_set1_epi8('a'));
    digit = _mm_cmpeq_epi8(digit, _mm_min_epu8(digit, _mm_set1_epi8(9)));
    letter = _mm_cmpeq_epi8(letter, _mm_min_epu8(letter, _mm_set1_epi8(5)));
    return (uint32_t)_mm_movemask_epi8(_mm_or_si128(digit, letter));
}
#else
static inline uint32_t hex_bits(const u8 *p) {
    uint32_t bits = 0;
    for (int n = 0; n < 16; n++) bits |= (uint32_t)(is_digit(p[n]) || (u8)((p[n] | 32) - 'a') <= 5) << n;
    return bits;
}
#endif

/* The end of a UUID, or 0. */
static inline const u8 *uuid_end(const u8 *p, const u8 *end) {
    if (end - p < 36 || p[8] != '-' || p[13] != '-' || p[18] != '-' || p[23] != '-' || in_WORD_BYTES(p[36])) return 0;
    return hex_bits(p) == 0xDEFF && hex_bits(p + 16) == 0xFF7B && hex_bits(p + 20) == 0xFFF7 ? p + 36 : 0;
}

static inline int is_hex(u8 byte) { return is_digit(byte) || (u8)((byte | 32) - 'a') <= 5; }

/* The end of at most four hex digits. */
static inline const u8 *hex_end(const u8 *p) {
    for (int n = 0; n < 4 && is_hex(*p); n++) p++;
    return p;
}

/* The end of an IPv6 address, or 0: its first digit and IPV6_REST, behind a letter with a digit somewhere. */
static __attribute__((noinline)) const u8 *ipv6_end(const u8 *p) {
    const u8 *to = p, *from = hex_end(p);
    for (int n = 0; n < 21 && (is_hex(*to) || *to == ':') && !is_digit(*to); n++) to++;
    if (!is_digit(*to) || to - p > 21) return 0;
    int groups = 0;
    for (to = from; groups < 7 && *to == ':' && is_hex(to[1]); groups++) {
        if (groups == 6) { groups = 7; break; }
        to = hex_end(to + 1);
    }
    if (groups < 7 && (*to != ':' || to[1] != ':')) return 0;
    to = from;
    for (int n = 0; n < 7 && *to == ':'; n++) {
        from = to + 1 + (to[1] == ':');
        if (!is_hex(*from)) break;
        to = hex_end(from);
    }
    if (*to == ':' && to[1] == ':') to += 2;
    return in_WORD_BYTES(*to) || *to == '_' || *to == ':' || (*to == '.' && is_digit(to[1])) ? 0 : to;
}

#define STOPS(group, to) { m->mark[2 * (group)] = p; m->mark[2 * (group) + 1] = (to); m->last = (group); return (to); }
#define IF_IPV6_PASSES(to) { const u8 *passed = (to) - p <= 4 ? ipv6_end(p) : 0; if (passed) { p = passed; continue; } } /* asked where a group may end */
#define IF_UUID_PASSES if (__builtin_expect(end - p > 8 && p[8] == '-', 0) && (from = uuid_end(p, end))) { p = from; continue; }

/* As TOKEN_match, again and again until it finds a group, comes to the end, or passes `stop`, where a line ends; only the marks of the
   group that matched are set. `own` is a copy of the masks that nothing else points to, so that it stays in registers. */
static inline __attribute__((always_inline)) const u8 *token_walk_with(Match *m, const Masks *shared, const Masks own, const u8 *p, const u8 *stop) {
    const Masks *masks = &own;
    const u8 *end = m->end, *to, *from;
    uint64_t count;
    int closed;
    for (;;) {
        p = run_end(masks, p, NOT_QUIET);
        if (p >= stop) { m->last = 0; return p; }
        /* the commonest are asked for without a table: a wrong guess costs as long as it takes to know better */
        if ((u8)(*p - 'a') <= 25) goto lower;
        if (is_digit(*p)) goto digit;
        switch (FRONT_FIRST[*p] & 7) {
        case FIRST_LOWER: lower:
            IF_UUID_PASSES
            from = to = run_end(masks, p, NOT_LETTER);
            if (((*to == '"' && to[1] == ':') || *to == '=') && to - p <= 64) STOPS(2, to)
            switch (FRONT_WORD[*to] & 7) {
            case WORD_PART:
                if (is_digit(*to) && *p <= 'f') IF_IPV6_PASSES(to)
                if (*from == '_') { from++; for (int n = 0; n < 64 && in_LOW_WORD(*from); n++) from++; }
                for (int dots = 0; dots < 8 && *from == '.' && in_LOW_WORD(from[1]); dots++) {
                    from += 2;
                    for (int n = 1; n < 32 && in_LOW_WORD(*from); n++) from++;
                }
                if (in_WORD_ENDS(*from)) {
                    do from++; while (in_WORD_ENDS(*from));
                    if (*from != '=' && *from != ':' && *from != '>') { p = from; continue; }
                }
                if (is_digit(*to) && !seven_digits(masks, to)) do to++; while (in_WORD_BYTES(*to));
                from = near_end(masks, to, NOT_PART);
                if (from == 0) break;
                switch (FRONT_WORD[*from]) {
                case WORD_SIGN: goto other;
                case WORD_SEP: break;
                case WORD_END: case WORD_QUOTE: if (label_sep(from)) break; /* falls through */
                default: p = to; continue;
                }
                if (from - p > 64) break;
                STOPS(2, from)
            case WORD_END:
                do from++; while (in_WORD_ENDS(*from));
                if (*from != '=' && *from != ':' && *from != '>') { p = from; continue; } /* falls through */
            case WORD_QUOTE:
                if (!label_sep(to)) { p = to; continue; } /* falls through */
            case WORD_SEP:
                if (*to == ':' && *p <= 'f') IF_IPV6_PASSES(to)
                if (to - p > 64) break;
                STOPS(2, to)
            case WORD_SIGN:
                if (*to != '@' || to - p > 64 || !in_MAIL_HOST(to[1])) break;
                for (from = to + 2; in_MAIL_REST(*from); ) from++;
                STOPS(3, from)
            default:
                p = to;
                continue;
            }
            break;
        case FIRST_UPPER:
            IF_UUID_PASSES
            to = run_end(masks, p, NOT_LETTER);
            if ((*to == ':' || is_digit(*to)) && *p <= 'F') IF_IPV6_PASSES(to)
            if (to - p == 3 && p[1] >= 'a' && p[2] >= 'a' && (*to == ' ' || *to == ',') && (to[1] == ' ' || is_digit(to[1]) || is_upper(to[1]))) {
                from = is_day(p) ? TOKEN_step(m, p) : time_end(shared, to);
                if (from) { p = from; continue; }
            }
            from = near_end(masks, p, NOT_PART);
            if (from == 0) break;
            switch (FRONT_WORD[*from]) {
            case WORD_SIGN: goto other;
            case WORD_SEP: if (from - p > 64) goto other; STOPS(2, from)
            case WORD_END: case WORD_QUOTE: if (label_sep(from)) { if (from - p > 64) goto other; STOPS(2, from) }
            }
            if (is_digit(*to)) {
                if (seven_digits(masks, to)) goto stop;
                do to++; while (in_WORD_BYTES(*to));
                p = to;
                continue;
            }
            if (*from == ';') goto stop; /* a vCard's parameters may follow */
            to = run_of_words(shared, p);
            if (to == 0) goto stop;
            STOPS(4, to)
        case FIRST_DIGIT: digit:
            to = digits_end(masks, p);
            count = (uint64_t)(to - p);
            switch (FRONT_BEHIND[*to] & 3) {
            case BEHIND_SIGN: /* SEP */
                if (*to == '-' && count == 8 && (from = uuid_end(p, end))) { p = from; continue; }
                if (*to == '.' && count <= 6 && (from = unit_end(masks, to))) { if (*from == '@') break; p = from; continue; }
                if (count == 4 && (*p == '1' || *p == '2') && (*to == '-' || *to == '/' || *to == '.')) {
                    from = date_end(shared, to); /* has eight digits, so no rule above that of a date takes it */
                    if (from) { p = from; continue; }
                }
                from = digits_on(shared, to, FRONT_SIGNS, &count);
                if (count <= 6) {
                    if (in_NO_END(*from)) break;
                    p = from;
                    continue;
                }
                if (*to == '.' && to - p <= 3) {
                    from = ipv4_end(p);
                    if (from == 0) break;
                    p = from;
                    continue;
                }
                /* a date, a version before one, digits with a letter behind a full stop */
                if (*to == ' ' ? to - p <= 3 && (to[1] == '1' || to[1] == '2') && end - to > 5 && to[5] == '-' :
                    (*to == '-' || *to == '/') ? to - p <= 2 : *to == '.' && to - p <= 6) {
                    const u8 *other = TOKEN_step(m, p);
                    if (other) { p = other; continue; }
                }
                if (in_NO_END(*from) || count > MOST_DIGITS_OF_NUMBER || (to - p == 8 && *to == '-')) break;
                STOPS(1, from)
            case BEHIND_COLON:
                if (count <= 3 && sixty(to + 1)) {
                    from = to + 3;
                    if (*from == ':' && sixty(from + 1)) from += 3;
                    if ((*from == '.' || *from == ',') && is_digit(from[1])) from = run_end(masks, from + 1, NOT_DIGIT);
                    if (!is_digit(*from) && *from != ':') {
                        if (is_hex(*from)) IF_IPV6_PASSES(to)
                        p = from;
                        continue;
                    }
                }
                IF_IPV6_PASSES(to) /* falls through */
            case BEHIND_OTHER:
                if (count <= 6) { p = to; continue; }
                if (count > MOST_DIGITS_OF_NUMBER) break;
                STOPS(1, to)
            case BEHIND_LETTER:
                IF_UUID_PASSES
                if (is_hex(*to)) IF_IPV6_PASSES(to)
                if (*to == '@' && count <= 6 && in_MAIL_HOST(to[1])) {
                    for (from = to + 2; in_MAIL_REST(*from); ) from++;
                    STOPS(3, from)
                }
                if (count > 6) { /* but a date may end in T or _, and a mail address may begin so */
                    if (count > MOST_DIGITS_OF_NUMBER || *to >= 0x80 || (count == 8 && (*to == 'T' || *to == '_')) || p[8] == '-') break;
                    if (*to != '@') {
                        from = near_end(masks, to, NOT_PART);
                        if (from == 0 || *from == '+' || *from == '@') goto stop;
                    }
                    STOPS(1, to)
                }
                if (*to == '@') break;
                to = word_on(masks, to);
                if (*to == '@') break;
                p = to;
                continue;
            }
            break;
        case FIRST_BRACKET:
            if (p[1] != '+' && !is_digit(p[1])) { p++; continue; }
            closed = closed_near(p + 1);
            if (closed == 0) { p++; continue; }
            if (closed < 0 || p[1] == '+') break;
            count = 0;
            to = digits_on(shared, p + 1, FRONT_SIGNS, &count);
            if (count < 7) { p++; continue; }
            if (count > MOST_DIGITS_OF_NUMBER || in_NO_END(*to)) goto stop;
            STOPS(1, to)
        case FIRST_PLUS:
            if (!is_digit(p[1])) { if (p[1] == '(') break; p++; continue; }
            to = digits_end(masks, p + 1);
            if (to - p <= 4 && in_ODD_GAP(*to)) goto stop;
            count = (uint64_t)(to - p - 1);
            to = digits_on(shared, to, FRONT_SIGNS_PLUS, &count);
            if (count < 7) { p++; continue; }
            if (count > MOST_DIGITS_OF_NUMBER || (in_NO_END(*to) && *to != '@')) goto stop;
            STOPS(1, to)
        case FIRST_BACKSLASH:
            do p++; while (*p == '\\');
            if (*p == 'n' || *p == 'r' || *p == 't' || *p == 'b' || *p == 'f') p++;
            continue;
        case FIRST_INERT: case FIRST_OTHER: /* the end, or beyond ASCII */
            goto stop;
        }
    other:
        to = TOKEN_step(m, p);
        if (to) { p = to; continue; }
    stop:
        m->last = 0;
        p = TOKEN_stop(m, p);
        if (m->last || p == end) return p;
    }
}

static inline const u8 *token_walk(Match *m, const Masks *masks, const u8 *p) { return token_walk_with(m, masks, *masks, p, m->end); }
