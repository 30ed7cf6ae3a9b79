/* What TOKEN_match does, faster: TOKEN's commonest alternatives by hand, over bit masks that say of 64 bytes at once which are
   letters, digits and so on. What these lines cannot decide goes to the matchers that are made from the pattern: TOKEN_step, one
   round of what passes, and TOKEN_stop, what may be personal. build_front.py makes the tables and refuses another TOKEN than the
   one that stands here. A text ends in a byte 0 that is none of it, so that one byte more may always be looked at. */

#include <stdlib.h>

enum { NOT_DIGIT, NOT_LETTER, NOT_PART, NOT_INERT, MASKS };

/* For each 64 bytes a row: a bit for each byte that is not of a kind. All bits behind the text are set. */
typedef struct { const u8 *begin; uint64_t *rows; uint64_t room; } Masks;

#ifdef SKIP_AVX2
TARGET static void masks_avx2(uint64_t *row, const u8 *p, const u8 *end) {
    for (; end - p >= 64; p += 64, row += MASKS) {
        for (int half = 0; half < 2; half++) {
            __m256i kinds = kinds_of(_mm256_loadu_si256((const __m256i *)(p + 32 * half)), FRONT_LOWER, FRONT_UPPER);
            for (int mask = 0; mask < MASKS; mask++) {
                __m256i found = _mm256_and_si256(kinds, _mm256_set1_epi8((char)FRONT_KINDS[mask]));
                uint32_t none = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found, _mm256_setzero_si256()));
                if (mask == NOT_INERT) none = ~none; /* its kinds are those that are not inert */
                row[mask] = half ? row[mask] | (uint64_t)none << 32 : none;
            }
        }
    }
}
#endif

static void masks_plain(uint64_t *row, const u8 *p, uint64_t size) {
    for (int mask = 0; mask < MASKS; mask++) row[mask] = ~0ull;
    for (uint64_t at = 0; at < size; at++)
        for (int mask = 0; mask < MASKS; mask++) row[mask] ^= (uint64_t)(FRONT_SETS[p[at]] >> mask & 1) << at;
}

/* 1 where there is no memory. */
static int masks_make(Masks *masks, const u8 *text, const u8 *end) {
    uint64_t size = (uint64_t)(end - text), rows = size / 64 + 2, whole = 0;
    if (rows > masks->room) {
        free(masks->rows);
        masks->room = 0;
        masks->rows = (uint64_t *)malloc(rows * MASKS * sizeof(uint64_t));
        if (masks->rows == NULL) return 1;
        masks->room = rows;
    }
    masks->begin = text;
#ifdef SKIP_AVX2
    if (has_avx2()) { masks_avx2(masks->rows, text, end); whole = size / 64; }
#endif
    for (; whole < rows; whole++)
        masks_plain(masks->rows + whole * MASKS, text + whole * 64, whole * 64 >= size ? 0 : size - whole * 64 < 64 ? size - whole * 64 : 64);
    return 0;
}

/* The first byte from `p` on that is not of a kind. */
static inline const u8 *run_end(const Masks *masks, const u8 *p, int mask) {
    uint64_t at = (uint64_t)(p - masks->begin);
    const uint64_t *row = masks->rows + at / 64 * MASKS + mask;
    uint64_t bits = *row >> (at & 63);
    if (__builtin_expect(bits != 0, 1)) return p + __builtin_ctzll(bits);
    do { row += MASKS; at = (at | 63) + 1; } while (*row == 0);
    return masks->begin + at + __builtin_ctzll(*row);
}

/* The same, or 0 where it is not in sight; in sight are 64 bytes at least. */
static inline const u8 *near_end(const Masks *masks, const u8 *p, int mask) {
    uint64_t at = (uint64_t)(p - masks->begin);
    const uint64_t *row = masks->rows + at / 64 * MASKS + mask;
    uint64_t bits = *row >> (at & 63);
    if (__builtin_expect(bits != 0, 1)) return p + __builtin_ctzll(bits);
    if (row[MASKS] == 0) return 0;
    return masks->begin + (at | 63) + 1 + __builtin_ctzll(row[MASKS]);
}

#define is_digit(byte) ((u8)((byte) - '0') <= 9)
#define is_upper(byte) ((u8)((byte) - 'A') <= 25)

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

/* Whether a particle of a name may stand here: rather too often than too rarely. */
static inline int may_be_particle(const Masks *masks, const u8 *p) {
    if (!in_PARTICLE_FIRST(*p)) return 0;
    const u8 *to = run_end(masks, p, NOT_LETTER);
    return to - p <= PARTICLE_LONGEST && (*to == ' ' || *to == 31 || *to == '-');
}

/* The end of a run of words that begins with a capital letter, or 0 where the matcher must say. */
static inline const u8 *run_of_words(const Masks *masks, const u8 *p) {
    for (int gaps = 0; ; gaps++) {
        p = run_end(masks, p, NOT_LETTER);
        while (*p == '\'' || *p == '-') {
            const u8 *more = run_end(masks, p + 1, NOT_LETTER);
            if (more == p + 1) { if (*more >= 0x80) return 0; break; }
            p = more;
        }
        if (*p >= 0x80) return 0;
        if (gaps == 11) return p;
        const u8 *next = p + 1;
        if (*p == ' ' || *p == 31) {
            if (*next >= 0x80 || may_be_particle(masks, next)) return 0;
        } else if (*p == ',') {
            if (*next++ != ' ') return p;
            if (*next >= 0x80) return 0;
        } else if (*p == '.') {
            if (*next >= 0x80 || may_be_particle(masks, next)) return 0;
            if (*next == ' ' && (*++next >= 0x80 || may_be_particle(masks, next))) return 0;
        } else return p;
        if (!is_upper(*next)) return p;
        p = next;
    }
}

/* Digits from `p` on, with up to three signs between two of them; how many, and their end. */
static inline const u8 *digits_on(const Masks *masks, const u8 *p, const u8 *signs, uint64_t *count) {
    uint64_t found = 0;
    for (;;) {
        const u8 *to = run_end(masks, p, NOT_DIGIT);
        found += (uint64_t)(to - p);
        p = to;
        if (signs[*p]) { to++; if (signs[*to]) { to++; if (signs[*to]) to++; } }
        if (to == p || !is_digit(*to)) break;
        p = to;
    }
    *count = found;
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

/* The end of an octet of an IPv4 address that is not followed by a digit, or 0. */
static inline const u8 *octet_end(const u8 *p) {
    if (!is_digit(p[0])) return 0;
    if (!is_digit(p[1])) return p + 1;
    if (p[0] == '0') return 0;
    if (!is_digit(p[2])) return p + 2;
    if (is_digit(p[3]) || (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0') > 255) return 0;
    return p + 3;
}

#define STOPS(group, to) { m->mark[2 * (group)] = p; m->mark[2 * (group) + 1] = (to); m->last = (group); return (to); }

/* As TOKEN_match; only the marks of the group that matched are set. */
static const u8 *token_walk(Match *m, const Masks *masks, const u8 *p) {
    const u8 *end = m->end, *to, *from;
    uint64_t count;
    for (;;) {
        switch (FRONT_FIRST[*p]) {
        case FIRST_INERT:
            to = run_end(masks, p, NOT_INERT);
            if (to == p) goto stop; /* the end */
            p = to;
            continue;
        case FIRST_LOWER:
            if (__builtin_expect((u8)(*p - 'a') < 6 && end - p > 8 && p[8] == '-', 0)) break;
            to = run_end(masks, p, NOT_LETTER);
            if (*to == '_' || *to == '.') {
                from = to;
                if (*from == '_') { from++; for (int n = 0; n < 64 && in_LOW_WORD(*from); n++) from++; }
                for (int dots = 0; dots < 8 && *from == '.' && in_LOW_WORD(from[1]); dots++) {
                    from += 2;
                    for (int n = 1; n < 32 && in_LOW_WORD(*from); n++) from++;
                }
            } else from = to;
            if (in_WORD_ENDS(*from)) {
                do from++; while (in_WORD_ENDS(*from));
                if (*from != '=' && *from != ':' && *from != '>') { p = from; continue; }
            }
            if (is_digit(*to)) do to++; while (in_WORD_BYTES(*to));
            from = near_end(masks, to, NOT_PART);
            if (from == 0 || *from == '+' || *from == '%') break;
            if (*from != '@' && !label_sep(from)) { p = to; continue; }
            if (*from == '@' || from - p > 64) break;
            STOPS(2, from)
        case FIRST_UPPER:
            if (__builtin_expect((u8)(*p - 'A') < 6 && end - p > 8 && p[8] == '-', 0)) break;
            to = run_end(masks, p, NOT_LETTER);
            if (to - p == 3 && (*to == ' ' || *to == ',') && (to[1] == ' ' || is_digit(to[1]) || is_upper(to[1]))) {
                const u8 *dated = TOKEN_step(m, p);
                if (dated) { p = dated; continue; }
            }
            from = near_end(masks, p, NOT_PART);
            if (from == 0 || *from == '+' || *from == '%' || *from == '@') break;
            if (label_sep(from)) {
                if (from - p > 64) break;
                STOPS(2, from)
            }
            if (is_digit(*to)) {
                do to++; while (in_WORD_BYTES(*to));
                p = to;
                continue;
            }
            to = run_of_words(masks, p);
            if (to == 0) goto stop;
            STOPS(4, to)
        case FIRST_DIGIT:
            to = run_end(masks, p, NOT_DIGIT);
            count = (uint64_t)(to - p);
            switch (FRONT_BEHIND[*to]) {
            case BEHIND_SIGN: /* SEP */
                if (count == 4 && (*p == '1' || *p == '2') && (*to == '-' || *to == '/' || *to == '.')) {
                    /* has eight digits, so no rule above that of a date takes it */
                    from = date_end(masks, to);
                    if (from) { p = from; continue; }
                }
                from = digits_on(masks, p, FRONT_SIGNS, &count);
                if (count <= 6) {
                    if (in_NO_END(*from)) break;
                    p = from;
                    continue;
                }
                if (*to == '.' && to - p <= 3) {
                    const u8 *octet = octet_end(p);
                    for (int n = 0; n < 3 && octet; n++) octet = *octet == '.' ? octet_end(octet + 1) : 0;
                    if (octet && !(*octet == '.' && is_digit(octet[1]))) {
                        if ((*octet == ':' || *octet == '/') && is_digit(octet[1])) {
                            octet += 2;
                            for (int n = 1; n < 5 && is_digit(*octet); n++) octet++;
                        }
                        p = octet;
                        continue;
                    }
                    break;
                }
                if (from != to && to - p <= 8) { /* a date, a UUID, a version: 8 digits are the most that they begin with */
                    const u8 *other = TOKEN_step(m, p);
                    if (other) { p = other; continue; }
                }
                if (in_NO_END(*from) || count > 401 || (to - p == 8 && *to == '-')) break;
                STOPS(1, from)
            case BEHIND_COLON:
                if (count <= 3 && sixty(to + 1)) {
                    from = to + 3;
                    if (*from == ':' && sixty(from + 1)) from += 3;
                    if ((*from == '.' || *from == ',') && is_digit(from[1])) from = run_end(masks, from + 1, NOT_DIGIT);
                    if (is_digit(*from) || *from == ':') { p = to; continue; }
                    p = from;
                    continue;
                } /* falls through */
            case BEHIND_OTHER:
                if (count <= 6) { p = to; continue; }
                if (count > 401) break;
                STOPS(1, to)
            case BEHIND_LETTER:
                if (count > 6 || *to == '@' || (end - p > 8 && p[8] == '-')) break;
                while (in_WORD_OR_HIGH(*to)) to++;
                if (*to == '@') break;
                p = to;
                continue;
            }
            break;
        case FIRST_BRACKET:
            if (p[1] != '+' && !is_digit(p[1])) { p++; continue; }
            break;
        case FIRST_PLUS:
            if (!is_digit(p[1])) { if (p[1] == '(') break; p++; continue; }
            to = run_end(masks, p + 1, NOT_DIGIT);
            if (to - p <= 4 && in_ODD_GAP(*to)) goto stop;
            to = digits_on(masks, p + 1, FRONT_SIGNS_PLUS, &count);
            if (count < 7 || count > 401 || in_NO_END(*to)) goto stop;
            STOPS(1, to)
        case FIRST_BACKSLASH:
            do p++; while (*p == '\\');
            if (*p == 'n' || *p == 'r' || *p == 't' || *p == 'b' || *p == 'f') p++;
            continue;
        default:
            goto stop;
        }
        to = TOKEN_step(m, p);
        if (to == 0) break;
        p = to;
    }
stop:
    m->last = 0;
    return TOKEN_stop(m, p);
}
