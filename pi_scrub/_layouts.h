/* Layouts natively: lines like one met before are read off instead of walked. What a layout is, and why what is read off is what the walk
   would find, stands in layouts.py, which learns them; here a line is held against them. A layout is looked up by all signs of a line,
   then by its texts and holes, of which HOLES has the matchers. */
#pragma once
#include "_memo.h"

enum { LAYOUT_HEADS = 1024, GROUPS_MOST = 24 };

/* A text as it stands, and the hole behind it; made_of and group: see layouts.py. */
typedef struct { const u8 *text, *made_of; uint16_t size, made_size; u8 hole, guard, word, group; } Piece;
typedef struct { u8 group; int32_t context; } Said;
typedef struct Layout { struct Layout *next; uint64_t signs; const Piece *pieces; const Said *met; const u8 *rest; uint16_t piece_count, met_count, rest_size; } Layout;
typedef struct { Layout *heads[LAYOUT_HEADS]; uint32_t count; } Layouts;
typedef struct { const u8 *from[GROUPS_MOST + 1], *to[GROUPS_MOST + 1]; } Groups;

/* A hash of some bytes behind which 16 more may be read, and are 0. */
static inline uint64_t signs_hash(const uint64_t *secret, const u8 *signs, uint64_t count) {
    uint64_t hash = count ^ secret[0], a, b;
    for (uint64_t at = 0; at < count; at += 16) {
        memcpy(&a, signs + at, 8); memcpy(&b, signs + at + 8, 8);
        hash = folded(a ^ secret[2] ^ hash, b ^ secret[3]) ^ folded(hash ^ secret[6], secret[7]);
    }
    return hash;
}

#ifdef SKIP_AVX2
#define TARGET_VBMI2 __attribute__((target("avx512bw,avx512vbmi,avx512vbmi2,popcnt,bmi,bmi2")))

TARGET_VBMI2 static const u8 *line_signs_512(const u8 *p, const u8 *end, u8 *signs, uint64_t *count) {
    uint64_t found = 0;
    for (const u8 *start = p; p < end && p - start < G_MAX_LINE; p += 64) {
        __mmask64 these = end - p < 64 ? ~0ull >> (64 - (end - p)) : ~0ull;
        __m512i text = _mm512_maskz_loadu_epi8(these, p);
        __mmask64 ends = _mm512_mask_cmpeq_epi8_mask(these, text, _mm512_set1_epi8('\n'));
        if (ends) these &= ends ^ (ends - 1);
        __mmask64 letter = _mm512_cmple_epu8_mask(_mm512_sub_epi8(_mm512_or_si512(text, _mm512_set1_epi8(32)), _mm512_set1_epi8('a')), _mm512_set1_epi8(25));
        __mmask64 digit = _mm512_cmple_epu8_mask(_mm512_sub_epi8(text, _mm512_set1_epi8('0')), _mm512_set1_epi8(9));
        __mmask64 sign = these & ~(letter | digit | _mm512_movepi8_mask(text));
        _mm512_storeu_si512(signs + found, _mm512_maskz_compress_epi8(sign, text));
        found += (uint64_t)__builtin_popcountll(sign);
        if (ends) { *count = found; return p + __builtin_ctzll(ends) + 1; }
    }
    return 0;
}

/* As above with vectors of 32 bytes; the last bytes of a text are looked at in a copy. */
__attribute__((target("avx2,bmi"))) static const u8 *line_signs_256(const u8 *p, const u8 *end, u8 *signs, uint64_t *count) {
    const __m256i case_bit = _mm256_set1_epi8(32), a = _mm256_set1_epi8('a'), zero = _mm256_set1_epi8('0');
    u8 copy[32];
    uint64_t found = 0;
    for (const u8 *start = p; p < end && p - start < G_MAX_LINE; p += 32) {
        const u8 *at = p;
        if (__builtin_expect(end - p < 32, 0)) { memset(copy, 0, 32); memcpy(copy, p, (size_t)(end - p)); at = copy; }
        __m256i text = _mm256_loadu_si256((const __m256i *)at);
        __m256i letter = _mm256_sub_epi8(_mm256_or_si256(text, case_bit), a), digit = _mm256_sub_epi8(text, zero);
        __m256i other = _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_min_epu8(letter, _mm256_set1_epi8(25)), letter), _mm256_cmpeq_epi8(_mm256_min_epu8(digit, _mm256_set1_epi8(9)), digit));
        uint32_t ends = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('\n')));
        uint32_t sign = ~(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(other, text)); /* of the text itself the highest bit counts */
        if (ends) sign &= ends ^ (ends - 1);
        for (; sign; sign &= sign - 1) signs[found++] = at[__builtin_ctz(sign)];
        if (ends) { *count = found; return p + __builtin_ctz(ends) + 1; }
    }
    return 0;
}
#endif

/* Whether lines are read off here: without vectors that takes longer than to walk. */
static inline int layouts_pay(void) {
#ifdef SKIP_AVX2
    return has_avx2() && __builtin_cpu_supports("bmi2");
#else
    return 0;
#endif
}

/* The end of a line, and a hash of all signs in it; 0 where it has no end, or is too long. */
static inline const u8 *line_signs(const Memo *memo, const u8 *p, const u8 *end, uint64_t *hash) {
    u8 signs[G_MAX_LINE + 64];
    uint64_t count = 0;
    const u8 *stop = 0;
#ifdef SKIP_AVX2
    if (has_avx512() && __builtin_cpu_supports("avx512vbmi2")) stop = line_signs_512(p, end, signs, &count);
    else stop = line_signs_256(p, end, signs, &count);
#endif
    if (stop == 0) return 0;
    memset(signs + count, 0, 16);
    *hash = signs_hash(memo->secret, signs, count);
    return stop;
}

static inline const u8 *line_end(const u8 *p, const u8 *end) {
    const u8 *stop = (const u8 *)memchr(p, '\n', (size_t)(end - p));
    return stop ? stop + 1 : end;
}

/* Whether what is looked at before a hole stands there; the kinds are those of Guard in holes.py. */
static inline int guarded(const Piece *piece, const u8 *p) {
    switch (piece->guard) {
    case 1: /* no `)` as IN_BRACKETS of TOKEN has it */
        if (!is_digit(*p)) return 0;
        for (int n = 1; n <= 8; n++) {
            if (p[n] == ')') return 0;
            if (p[n] == '(' || p[n] == '\n') return 1;
        }
        return 1;
    case 2: return is_upper(*p);
    case 3: return !is_upper(*p);
    case 4: if (!is_digit(*p)) return 0; break;
    case 5: if ((u8)(*p - 'a') > 25) return 0; break;
    case 6: if (!is_upper(*p)) return 0; break;
    default: return 0;
    }
    for (int n = 1; n < piece->word; n++) if (!in_WORD_BYTES(p[n])) return 0;
    return !in_WORD_BYTES(p[piece->word]);
}

/* How many bytes of a kind stand at a place, 57 at most. */
static inline __attribute__((always_inline)) uint32_t run_of(const Masks *masks, const u8 *p, int mask) {
    return (uint32_t)__builtin_ctzll(mask_at(masks, (uint64_t)(p - masks->begin), mask) | 1ull << 57);
}

/* The same of letters and digits. */
static inline __attribute__((always_inline)) uint32_t run_of_word(const Masks *masks, const u8 *p) {
    uint64_t at = (uint64_t)(p - masks->begin);
    return (uint32_t)__builtin_ctzll((mask_at(masks, at, NOT_LETTER) & mask_at(masks, at, NOT_DIGIT)) | 1ull << 57);
}

/* The end of an octet of an address, 0 where none stands here: all that decides is asked at once, for a guess would be wrong too often. */
static inline __attribute__((always_inline)) const u8 *octet(const Masks *masks, const u8 *p) {
    uint32_t size = run_of(masks, p, NOT_DIGIT), most = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
    int wrong = (size - 1 > 2) | ((size > 1) & (p[0] == '0')) | ((size == 3) & (most > 0x323535));
    return wrong ? 0 : p + size;
}

/* The end of a UUID in small letters, 0 where none stands here. */
static inline const u8 *small_uuid_end(const u8 *p, const u8 *stop) {
    static const u8 parts[] = {0, 8, 16, 24, 28};
    const u8 *to = uuid_end(p, stop);
    uint64_t large = 0, part;
    if (to == 0) return 0;
    for (uint32_t n = 0; n < sizeof parts; n++) {
        memcpy(&part, p + parts[n], 8);
        large |= part & ~(part << 1); /* of its bytes only the letters have bit 6, and the small ones bit 5 */
    }
    return large & 0x4040404040404040ull ? 0 : to;
}

/* Where a hole ends, 0 where it is not filled: what the patterns of HOLES say, faster; the commonest by hand. Where a hole is filled by
   less than what stands there, 0 is as good: what stands behind a hole is none of what fills it. */
static inline __attribute__((always_inline)) const u8 *hole_end(const Piece *piece, const Masks *masks, Match *m, const u8 *p, const u8 *stop) {
    const u8 *to;
    uint32_t size, most;
    uint64_t bits;
    switch (piece->hole) {
    case NUMBER_OF_SHORT: most = 6; goto digits;
    case NUMBER_OF_VALUE: most = 20; digits:
        size = run_of(masks, p, NOT_DIGIT);
        return size - 1 < most ? p + size : 0;
    case NUMBER_OF_PLUS:
        if (*p++ != '+') return 0; /* falls through */
    case NUMBER_OF_DIGITS:
        size = run_of(masks, p, NOT_DIGIT);
        return size - 7 <= 13 ? p + size : 0;
    case NUMBER_OF_WORD:
        size = run_of(masks, p, NOT_DIGIT);
        if (size) {
            to = p + size;
            if (*to == '.') {
                most = run_of(masks, to + 1, NOT_DIGIT);
                if (most - 1 > 4) return 0;
                to += 1 + most;
            }
            if (size > 6 || run_of(masks, to, NOT_LETTER) == 0) return 0;
        } else {
            size = run_of(masks, p, NOT_LETTER);
            if (size >= 57) break;
            most = run_of(masks, p + size, NOT_DIGIT);
            if (size == 0 || most - 1 > 5) return 0;
            to = p;
        }
        size = run_of_word(masks, to);
        if (size >= 57) break;
        return to + size;
    case NUMBER_OF_ADDRESS:
        to = octet(masks, p);
        for (int n = 0; n < 3; n++) { if (to == 0 || *to != '.') return 0; to = octet(masks, to + 1); }
        if (to == 0 || *to != ':') return to;
        size = run_of(masks, to + 1, NOT_DIGIT);
        return size - 4 <= 1 ? to + 1 + size : size < 4 ? to : 0;
    case NUMBER_OF_TIME:
        bits = mask_at(masks, (uint64_t)(p - masks->begin), NOT_DIGIT);
        if ((bits & 0x7FFFF) != 0x12490 || p[4] != '-' || p[7] != '-' || (p[10] != 'T' && p[10] != ' ') || p[13] != ':' || p[16] != ':') return 0;
        if ((p[0] - '1' > 1u) | (p[5] > '1') | (p[8] > '3') | (p[11] > '2') | (p[14] > '5')) return 0;
        to = p + 19;
        if (*to == '.' || *to == ',') {
            size = run_of(masks, to + 1, NOT_DIGIT);
            if (size > 9) return 0;
            if (size) to += 1 + size;
        }
        return *to == 'Z' ? to + 1 : to;
    case NUMBER_OF_UUID: return run_of(masks, p, NOT_DIGIT) < 8 ? small_uuid_end(p, stop) : 0;
    case NUMBER_OF_RUN:
        if (!is_upper(*p)) return 0;
        to = p;
        for (int words = 0; words < 6; words++) {
            const u8 *word = to;
            size = run_of(masks, word, NOT_LETTER);
            to = word + size;
            if (*to >= 0x80 || size > 31) break;
            if (*to == '.' && to[1] == ' ') to++;
            if ((*to != ' ' && *to != 31 && *to != '-') || !is_upper(to[1])) return word + size;
            to++;
        }
        break;
    case HOLES_COUNT:
        return (uint64_t)(stop - p) >= piece->made_size && same_bytes(p, piece->made_of, piece->made_size) ? p + piece->made_size : 0;
    case HOLES_COUNT + 1:
        if ((uint64_t)(stop - p) < piece->made_size) return 0;
        for (uint32_t at = 0; at < piece->made_size; at++)
            if (is_digit(piece->made_of[at]) ? !is_digit(p[at]) : p[at] != piece->made_of[at]) return 0;
        return p + piece->made_size;
    }
    return HOLES[piece->hole](m, p);
}

#ifdef SKIP_AVX2
/* As same_bytes, 64 at once: sizes differ from text to text, so that a loop over fewer would end where it is not expected. */
__attribute__((target("avx512bw,bmi,bmi2"))) static inline int same_bytes_512(const u8 *p, const u8 *text, uint64_t size) {
    for (; size > 64; size -= 64, p += 64, text += 64)
        if (_mm512_cmpneq_epi8_mask(_mm512_loadu_si512(p), _mm512_loadu_si512(text))) return 0;
    __mmask64 these = _bzhi_u64(~0ull, (uint32_t)size);
    return _mm512_mask_cmpneq_epi8_mask(these, _mm512_maskz_loadu_epi8(these, p), _mm512_maskz_loadu_epi8(these, text)) == 0;
}
#define SAME(p, text, size) (wide ? same_bytes_512(p, text, size) : same_bytes(p, text, size))
#else
#define SAME(p, text, size) same_bytes(p, text, size)
#endif

static inline __attribute__((always_inline)) int fits(const Layout *layout, const Masks *masks, Match *m, const u8 *p, const u8 *stop, Groups *groups, int wide) {
    int group = 0;
    for (const Piece *piece = layout->pieces, *last = piece + layout->piece_count; piece < last; piece++) {
        if ((uint64_t)(stop - p) <= piece->size || !SAME(p, piece->text, piece->size)) return 0;
        p += piece->size;
        if (piece->guard && !guarded(piece, p)) return 0;
        const u8 *to = hole_end(piece, masks, m, p, stop);
        if (to == 0) return 0;
        if (piece->group) {
            group++;
            groups->from[group] = piece->group == 1 ? p : m->mark[2];
            groups->to[group] = piece->group == 1 ? to : m->mark[3];
        }
        p = to;
    }
    return (uint64_t)(stop - p) == layout->rest_size && SAME(p, layout->rest, layout->rest_size);
}

#ifdef SKIP_AVX2
__attribute__((target("bmi,bmi2"))) static int fits_bmi(const Layout *layout, const Masks *masks, Match *m, const u8 *p, const u8 *stop, Groups *groups) {
    const Masks own = *masks; /* nothing else points to it, so it stays in registers */
    return fits(layout, &own, m, p, stop, groups, 0);
}

__attribute__((target("avx512bw,bmi,bmi2"))) static int fits_512(const Layout *layout, const Masks *masks, Match *m, const u8 *p, const u8 *stop, Groups *groups) {
    const Masks own = *masks;
    return fits(layout, &own, m, p, stop, groups, 1);
}
#endif

/* What `hole_end` says of a hole of HOLES, for tests. */
static const u8 *hole_filled(int number, const Masks *masks, Match *m, const u8 *p) {
    const Piece piece = {.hole = (u8)number};
    return hole_end(&piece, masks, m, p, m->end);
}

static inline int layout_fits(const Layout *layout, const Masks *masks, Match *m, const u8 *p, const u8 *stop, Groups *groups) {
#ifdef SKIP_AVX2
    if (has_avx512() && __builtin_cpu_supports("bmi2")) return fits_512(layout, masks, m, p, stop, groups);
    return fits_bmi(layout, masks, m, p, stop, groups);
#else
    return fits(layout, masks, m, p, stop, groups, 0);
#endif
}

/* The layout of a line, and where its groups are; 0 where none is known. */
static inline const Layout *layout_of(const Layouts *layouts, const Masks *masks, Match *m, uint64_t signs, const u8 *p, const u8 *stop, Groups *groups) {
    for (const Layout *layout = layouts->heads[signs % LAYOUT_HEADS]; layout; layout = layout->next)
        if (layout->signs == signs && layout_fits(layout, masks, m, p, stop, groups)) return layout;
    return 0;
}

/* Room for a layout and all it holds in one piece; texts go behind it. 0 where there is no memory. */
static Layout *layout_new(uint32_t pieces, uint32_t met, uint64_t texts, u8 **text) {
    Layout *layout = (Layout *)calloc(1, sizeof(Layout) + pieces * sizeof(Piece) + met * sizeof(Said) + texts);
    if (layout == NULL) return 0;
    layout->pieces = (const Piece *)(layout + 1);
    layout->met = (const Said *)(layout->pieces + pieces);
    layout->piece_count = (uint16_t)pieces, layout->met_count = (uint16_t)met;
    *text = (u8 *)(layout->met + met);
    return layout;
}

/* Puts a layout behind those with the same signs. */
static void layouts_add(Layouts *layouts, Layout *layout) {
    Layout **place = &layouts->heads[layout->signs % LAYOUT_HEADS];
    while (*place) place = &(*place)->next;
    *place = layout;
    layouts->count++;
}

static void layouts_close(Layouts *layouts) {
    for (int head = 0; head < LAYOUT_HEADS; head++)
        for (Layout *layout = layouts->heads[head], *next; layout; layout = next) { next = layout->next; free(layout); }
    memset(layouts, 0, sizeof *layouts);
}
