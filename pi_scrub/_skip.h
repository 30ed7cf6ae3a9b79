/* Passes, 32 or 64 bytes at once, what no match of a pattern can begin with: its first bytes are looked at in halves of four
   bits, which lets through a byte too many rather than one too few. Without AVX2 nothing is passed here. */
#pragma once
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__) && defined(__GNUC__)
#define SKIP_AVX2
#include <immintrin.h>
#endif

/* For the first three bytes the kinds that the lower and that the upper half may be of, a bit each; the same, behind them, for
   bytes that may not stand before. `bytes` says so of whole bytes but for their highest bit. */
typedef struct { uint8_t halves[4][2][16], bytes[4][128]; } Starts;

static int plain_only = 0, narrow_only = 0; /* set where the code without vectors, or with those of 32 bytes, is to be tried */

#ifdef SKIP_AVX2
#define TARGET __attribute__((target("avx2")))
#define TARGET_VBMI __attribute__((target("avx512bw,avx512vbmi")))

TARGET static inline __m256i kinds_of(__m256i text, const uint8_t *lower, const uint8_t *upper) {
    const __m256i half = _mm256_set1_epi8(15);
    __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)lower));
    __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)upper));
    low = _mm256_shuffle_epi8(low, _mm256_and_si256(text, half));
    return _mm256_and_si256(low, _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(text, 4), half)));
}

#define TARGET_512 __attribute__((target("avx512bw")))
#define ALWAYS static inline __attribute__((always_inline))
#define KINDS_OF(at, n) kinds_of(_mm256_loadu_si256((const __m256i *)(at)), starts->halves[n][0], starts->halves[n][1])
#define NONE_OF(kinds) _mm256_cmpeq_epi8(kinds, _mm256_setzero_si256())

/* words: a third byte and the one before are looked at, too. Three bytes at least are behind what is passed. */
TARGET ALWAYS const uint8_t *skip_32(const uint8_t *p, const uint8_t *end, const Starts *starts, int words) {
    for (; end - p > 33; p += 32) {
        __m256i found = _mm256_and_si256(KINDS_OF(p, 0), KINDS_OF(p + 1, 1)), none;
        if (words) found = _mm256_and_si256(found, KINDS_OF(p + 2, 2));
        none = NONE_OF(found);
        if (words) none = _mm256_or_si256(none, _mm256_andnot_si256(NONE_OF(KINDS_OF(p - 1, 3)), _mm256_set1_epi8(-1)));
        uint32_t bits = ~(uint32_t)_mm256_movemask_epi8(none);
        if (bits) return p + __builtin_ctz(bits);
    }
    return p;
}

TARGET_512 static inline __m512i kinds_of_64(__mmask64 these, const uint8_t *at, const uint8_t halves[2][16]) {
    const __m512i half = _mm512_set1_epi8(15);
    __m512i text = _mm512_maskz_loadu_epi8(these, at);
    __m512i low = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)halves[0]));
    __m512i high = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)halves[1]));
    low = _mm512_shuffle_epi8(low, _mm512_and_si512(text, half));
    return _mm512_and_si512(low, _mm512_shuffle_epi8(high, _mm512_and_si512(_mm512_srli_epi16(text, 4), half)));
}

TARGET_512 static const uint8_t *skip_512(const uint8_t *p, const uint8_t *end, const Starts *starts) {
    for (end -= 2; p < end; p += 64) {
        __mmask64 these = end - p < 64 ? ~0ull >> (64 - (end - p)) : ~0ull;
        __m512i found = _mm512_and_si512(kinds_of_64(these, p, starts->halves[0]), kinds_of_64(these, p + 1, starts->halves[1]));
        these = _mm512_mask_test_epi8_mask(these, found, found);
        if (these) return p + __builtin_ctzll(these);
    }
    return p < end ? p : end;
}

TARGET_VBMI ALWAYS __m512i kinds_of_bytes(__mmask64 these, const uint8_t *at, const uint8_t *bytes) {
    return _mm512_permutex2var_epi8(_mm512_loadu_si512(bytes), _mm512_maskz_loadu_epi8(these, at), _mm512_loadu_si512(bytes + 64));
}

TARGET_VBMI static const uint8_t *skip_words_vbmi(const uint8_t *p, const uint8_t *end, const Starts *starts) {
    for (end -= 2; p < end; p += 64) {
        __mmask64 these = end - p < 64 ? ~0ull >> (64 - (end - p)) : ~0ull;
        __m512i found = _mm512_and_si512(kinds_of_bytes(these, p, starts->bytes[0]), kinds_of_bytes(these, p + 1, starts->bytes[1]));
        these = _mm512_mask_test_epi8_mask(these, found, kinds_of_bytes(these, p + 2, starts->bytes[2]));
        if (these) {
            found = kinds_of_bytes(these, p - 1, starts->bytes[3]);
            these = _mm512_mask_testn_epi8_mask(these, found, found);
            if (these) return p + __builtin_ctzll(these);
        }
    }
    return p < end ? p : end;
}

TARGET static const uint8_t *skip_avx2(const uint8_t *p, const uint8_t *end, const Starts *starts) { return skip_32(p, end, starts, 0); }
TARGET static const uint8_t *skip_words_avx2(const uint8_t *p, const uint8_t *end, const Starts *starts) { return skip_32(p, end, starts, 1); }
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

/* Where the first match may begin, or a place before it. */
static inline const uint8_t *skip(const uint8_t *begin, const uint8_t *p, const uint8_t *end, const Starts *starts) {
    (void)begin, (void)end, (void)starts;
#ifdef SKIP_AVX2
    if (end - p < 4) return p;
    if (has_avx512()) return skip_512(p, end, starts);
    if (has_avx2()) return skip_avx2(p, end, starts);
#endif
    return p;
}

/* The same for a pattern that begins with (?<![...]). */
static inline const uint8_t *skip_words(const uint8_t *begin, const uint8_t *p, const uint8_t *end, const Starts *starts) {
    (void)begin, (void)end, (void)starts;
#ifdef SKIP_AVX2
    if (p == begin || end - p < 4) return p;
    if (has_avx512()) return skip_words_vbmi(p, end, starts);
    if (has_avx2()) return skip_words_avx2(p, end, starts);
#endif
    return p;
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
