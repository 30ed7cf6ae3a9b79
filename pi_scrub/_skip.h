/* Passes, 32 bytes at once, what no match of a pattern can begin with: its first two bytes are looked at in halves of four
   bits, which lets through a byte too many rather than one too few. Without AVX2 nothing is passed here. */
#include <stdint.h>
#if defined(__x86_64__) && defined(__GNUC__)
#define SKIP_AVX2
#include <immintrin.h>
#endif

/* For the first byte and the one behind it: the kinds that the lower and that the upper half may be of, a bit each. */
typedef struct { uint8_t lower[16], upper[16], next_lower[16], next_upper[16]; } Pairs;

static int plain_only = 0; /* set where the code without vectors is to be tried */

#ifdef SKIP_AVX2
#define TARGET __attribute__((target("avx2")))

TARGET static inline __m256i kinds_of(__m256i text, const uint8_t *lower, const uint8_t *upper) {
    const __m256i half = _mm256_set1_epi8(15);
    __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)lower));
    __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)upper));
    low = _mm256_shuffle_epi8(low, _mm256_and_si256(text, half));
    return _mm256_and_si256(low, _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(text, 4), half)));
}

TARGET static const uint8_t *skip_avx2(const uint8_t *p, const uint8_t *end, const Pairs *pairs) {
    for (; end - p > 32; p += 32) {
        __m256i here = kinds_of(_mm256_loadu_si256((const __m256i *)p), pairs->lower, pairs->upper);
        __m256i next = kinds_of(_mm256_loadu_si256((const __m256i *)(p + 1)), pairs->next_lower, pairs->next_upper);
        uint32_t none = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(here, next), _mm256_setzero_si256()));
        if (none != 0xFFFFFFFF) return p + __builtin_ctz(~none);
    }
    return p;
}
#endif

static inline int has_avx2(void) {
#ifdef SKIP_AVX2
    return !plain_only && __builtin_cpu_supports("avx2");
#else
    return 0;
#endif
}

/* Where the first match may begin, or a place before it. */
static inline const uint8_t *skip(const uint8_t *p, const uint8_t *end, const Pairs *pairs) {
#ifdef SKIP_AVX2
    if (has_avx2()) return skip_avx2(p, end, pairs);
#endif
    (void)end, (void)pairs;
    return p;
}
