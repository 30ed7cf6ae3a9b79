/* Passes, 32 or 64 bytes at once, what no match of a pattern can begin with. Each of the first bytes is asked of which kinds it is, a
   bit each; a match may begin where all have one kind in common. With AVX2 alone the halves of a byte are asked apart, which lets
   through a byte too many rather than one too few; without it nothing is passed here. */
#pragma once
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__) && defined(__GNUC__)
#define SKIP_AVX2
#include <immintrin.h>
#endif

enum { COLUMNS = 5, NEAR_COLUMNS = 3 }; /* bytes that are asked in a long text, and in a line */

/* Of each column the kinds, by half bytes and by whole ones; and behind them of the bytes that may not stand before. */
typedef struct { uint8_t halves[COLUMNS + 1][2][16], bytes[COLUMNS + 1][256]; } Starts;

static int plain_only = 0, narrow_only = 0; /* set where the code without vectors, or with those of 32 bytes, is to be tried */

#ifdef SKIP_AVX2
#define TARGET __attribute__((target("avx2")))
#define TARGET_512 __attribute__((target("avx512bw")))
#define TARGET_VBMI __attribute__((target("avx512bw,avx512vbmi")))
#define ALWAYS static inline __attribute__((always_inline))

TARGET static inline __m256i kinds_of(__m256i text, const uint8_t *lower, const uint8_t *upper) {
    const __m256i half = _mm256_set1_epi8(15);
    __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)lower));
    __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)upper));
    low = _mm256_shuffle_epi8(low, _mm256_and_si256(text, half));
    return _mm256_and_si256(low, _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(text, 4), half)));
}

#define KINDS_OF(at, n) kinds_of(_mm256_loadu_si256((const __m256i *)(at)), starts->halves[n][0], starts->halves[n][1])
#define NONE_OF(kinds) _mm256_cmpeq_epi8(kinds, _mm256_setzero_si256())

/* before: the byte before is asked, too. */
TARGET ALWAYS const uint8_t *skip_32(const uint8_t *p, const uint8_t *end, const Starts *starts, int columns, int before) {
    for (; end - p > 30 + columns; p += 32) {
        __m256i found = KINDS_OF(p, 0), none;
        for (int column = 1; column < columns; column++) found = _mm256_and_si256(found, KINDS_OF(p + column, column));
        none = NONE_OF(found);
        if (before) none = _mm256_or_si256(none, _mm256_andnot_si256(NONE_OF(KINDS_OF(p - 1, COLUMNS)), _mm256_set1_epi8(-1)));
        uint32_t bits = ~(uint32_t)_mm256_movemask_epi8(none);
        if (bits) return p + __builtin_ctz(bits);
    }
    return p;
}

/* beyond: bytes beyond ASCII are among them, which the first half of the table does not tell. */
TARGET_VBMI ALWAYS __m512i kinds_of_64(__mmask64 these, const uint8_t *at, const uint8_t *bytes, int beyond) {
    __m512i text = _mm512_maskz_loadu_epi8(these, at), kinds = _mm512_permutex2var_epi8(_mm512_loadu_si512(bytes), text, _mm512_loadu_si512(bytes + 64));
    if (!beyond) return kinds;
    return _mm512_mask_mov_epi8(kinds, _mm512_movepi8_mask(text), _mm512_permutex2var_epi8(_mm512_loadu_si512(bytes + 128), text, _mm512_loadu_si512(bytes + 192)));
}

TARGET_VBMI ALWAYS __mmask64 starts_among(__mmask64 these, const uint8_t *p, const Starts *starts, int columns, int beyond) {
    __m512i found = kinds_of_64(these, p, starts->bytes[0], beyond);
    for (int column = 1; column < columns; column++) found = _mm512_and_si512(found, kinds_of_64(these, p + column, starts->bytes[column], beyond));
    return _mm512_mask_test_epi8_mask(these, found, found);
}

TARGET_VBMI ALWAYS const uint8_t *skip_64(const uint8_t *p, const uint8_t *end, const Starts *starts, int columns, int before) {
    for (end -= columns - 1; p < end; p += 64) {
        __mmask64 these = end - p < 64 ? ~0ull >> (64 - (end - p)) : ~0ull, found = starts_among(these, p, starts, columns, 0);
        __mmask64 beyond = _mm512_movepi8_mask(_mm512_maskz_loadu_epi8(these, p)) | _mm512_movepi8_mask(_mm512_maskz_loadu_epi8(these, p + columns - 1));
        if (__builtin_expect(beyond != 0, 0)) found = starts_among(these, p, starts, columns, 1);
        if (found && before) {
            __m512i kinds = kinds_of_64(found, p - 1, starts->bytes[COLUMNS], 1);
            found = _mm512_mask_testn_epi8_mask(found, kinds, kinds);
        }
        if (found) return p + __builtin_ctzll(found);
    }
    return p < end ? p : end;
}

#define SKIPS(name, columns, before) \
    TARGET_VBMI static const uint8_t *name##_vbmi(const uint8_t *p, const uint8_t *end, const Starts *starts) { return skip_64(p, end, starts, columns, before); } \
    TARGET static const uint8_t *name##_avx2(const uint8_t *p, const uint8_t *end, const Starts *starts) { return skip_32(p, end, starts, columns, before); }
#endif

static inline int has_avx2(void) {
#ifdef SKIP_AVX2
    return !plain_only && __builtin_cpu_supports("avx2");
#else
    return 0;
#endif
}

static inline int has_avx512(void) {
#ifdef SKIP_AVX2
    return !plain_only && !narrow_only && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi");
#else
    return 0;
#endif
}

/* NAME: where the first match may begin, or a place before it. */
#ifdef SKIP_AVX2
#define SKIP(name, columns, before) \
    SKIPS(name, columns, before) \
    static inline const uint8_t *name(const uint8_t *begin, const uint8_t *p, const uint8_t *end, const Starts *starts) { \
        if (end - p < columns + 1 || (before && p == begin)) return p; \
        return has_avx512() ? name##_vbmi(p, end, starts) : has_avx2() ? name##_avx2(p, end, starts) : p; \
    }
#else
#define SKIP(name, columns, before) \
    static inline const uint8_t *name(const uint8_t *begin, const uint8_t *p, const uint8_t *end, const Starts *starts) { \
        (void)begin, (void)end, (void)starts; \
        return p; \
    }
#endif

SKIP(skip, NEAR_COLUMNS, 0)
SKIP(skip_words, NEAR_COLUMNS, 1) /* for a pattern that begins with (?<![...]) */
SKIP(skip_far, COLUMNS, 0)

/* Whether all bytes that are asked let a match begin here. */
static inline int may_start(const uint8_t *p, const uint8_t *end, const Starts *starts) {
    if (end - p < COLUMNS) return 1;
    uint8_t kinds = starts->bytes[0][p[0]];
    for (int column = 1; column < COLUMNS; column++) kinds &= starts->bytes[column][p[column]];
    return kinds != 0;
}

#ifdef SKIP_AVX2
/* Where a word of two bytes or more stands first; `end` is behind the last place where it may begin. */
TARGET_512 static const uint8_t *find_bytes_512(const uint8_t *at, const uint8_t *end, const uint8_t *word, uint64_t size) {
    const __m512i first = _mm512_set1_epi8((char)word[0]), second = _mm512_set1_epi8((char)word[1]);
    for (; at < end; at += 64) {
        __mmask64 these = end - at < 64 ? ~0ull >> (64 - (end - at)) : ~0ull;
        these = _mm512_mask_cmpeq_epi8_mask(these, _mm512_maskz_loadu_epi8(these, at), first);
        these = _mm512_mask_cmpeq_epi8_mask(these, _mm512_maskz_loadu_epi8(these, at + 1), second);
        for (; these; these &= these - 1) {
            const uint8_t *found = at + __builtin_ctzll(these);
            if (size == 2 || memcmp(found + 2, word + 2, size - 2) == 0) return found;
        }
    }
    return 0;
}
#endif
