/* The native lexer's memo: (space, bytes) -> a number, and an arena of bytes beside it. The hash is a folded multiply
   under eight secret words of the process, and a look-up probes at most PROBES places, so a log cannot make it
   slow; a key that finds none of them free takes the first. Nothing is forgotten but by memo_clear. In front of it stand
   the short words that were found last, each in one place: they come again and again, and need not be looked for among all. */
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "_skip.h"
#if defined(__SSE2__) && defined(__GNUC__)
#include <immintrin.h>
#endif

#ifdef __linux__
#include <sys/mman.h>
#endif

enum { PROBES = 24, FIRST_ROOM = 1 << 12, MOST_ROOM = 1 << 20, WORD_BITS = 13, WORDS = 1 << WORD_BITS };

typedef struct { uint64_t hash; uint32_t space, key, length, value; } Entry;
typedef struct { uint64_t head, tail, sort; uint32_t value; } Word; /* sort: space and size */
typedef struct { Entry *rows; uint32_t room, used; uint8_t *bytes; uint64_t size, bytes_room; uint64_t secret[8], odd; Word words[WORDS], last; } Memo;
typedef struct { uint8_t *at; uint64_t size, room; } Bytes;

/* Asks for large pages where much is kept: look-ups jump about in it, and small ones are more than a processor knows the places of. */
static inline void in_large_pages(void *at, size_t size) {
#ifdef MADV_HUGEPAGE
    if (size >= 1 << 22) madvise((void *)(((uintptr_t)at + 4095) & ~(uintptr_t)4095), size - 4096, MADV_HUGEPAGE);
#else
    (void)at, (void)size;
#endif
}

static int memo_open(Memo *memo, const uint8_t *seed) {
    memset(memo, 0, sizeof *memo);
    memcpy(memo->secret, seed, sizeof memo->secret);
    memo->odd = memo->secret[7] | 1;
    memo->room = FIRST_ROOM;
    memo->rows = (Entry *)calloc(memo->room, sizeof(Entry));
    return memo->rows == NULL;
}

static void memo_close(Memo *memo) { free(memo->rows); free(memo->bytes); memo->rows = NULL; memo->bytes = NULL; }

static void memo_clear(Memo *memo) {
    memset(memo->rows, 0, memo->room * sizeof(Entry));
    memset(memo->words, 0, sizeof memo->words);
    memo->used = 0;
    memo->size = 0;
}

static inline uint64_t folded(uint64_t a, uint64_t b) {
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#if defined(__SANITIZE_ADDRESS__) || !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#define MAY_READ_ON 0
#else
#define MAY_READ_ON 1 /* 16 bytes from a key on may be read where they stand in one page with it: what is behind it is not used */
#endif

/* A key of 1 to 16 bytes as two numbers, its other bytes 0: with its size they are all of it. */
static inline void word_ends(const uint8_t *key, uint64_t size, uint64_t *head, uint64_t *tail) {
    uint64_t low = 0, high = 0;
    if (__builtin_expect(MAY_READ_ON && ((uintptr_t)key & 4095) <= 4080, 1)) { memcpy(&low, key, 8); memcpy(&high, key + 8, 8); }
    else for (uint64_t at = 0; at < size; at++) { if (at < 8) low |= (uint64_t)key[at] << 8 * at; else high |= (uint64_t)key[at] << 8 * (at - 8); }
    uint64_t kept = ~0ull >> (-8 * size & 63); /* of the one that the key ends in */
    *head = size > 8 ? low : low & kept;
    *tail = size > 8 ? high & kept : 0;
}

static inline uint64_t memo_hash(const Memo *memo, uint32_t space, const uint8_t *key, uint64_t size) {
    const uint64_t *secret = memo->secret;
    uint64_t hash = folded(space ^ secret[0], size ^ secret[1]), a, b;
    while (size > 16) {
        memcpy(&a, key, 8); memcpy(&b, key + 8, 8);
        hash = folded(a ^ secret[2] ^ hash, b ^ secret[3]) ^ folded(hash ^ secret[6], secret[7]);
        key += 16; size -= 16;
    }
    a = b = 0;
    if (size) word_ends(key, size, &a, &b);
    hash = folded(a ^ secret[4] ^ hash, b ^ secret[5]);
    return hash ? hash : 1; /* 0 is an empty place */
}

/* As memcmp() == 0, without a call: keys are short. */
static inline int same_bytes(const uint8_t *one, const uint8_t *other, uint64_t size) {
    uint64_t a, b;
    if (size >= 8) {
        for (uint64_t at = 0; at + 8 <= size; at += 8) {
            memcpy(&a, one + at, 8); memcpy(&b, other + at, 8);
            if (a != b) return 0;
        }
        memcpy(&a, one + size - 8, 8); memcpy(&b, other + size - 8, 8);
        return a == b;
    }
    if (size >= 4) {
        uint32_t c, d, e, f;
        memcpy(&c, one, 4); memcpy(&d, other, 4); memcpy(&e, one + size - 4, 4); memcpy(&f, other + size - 4, 4);
        return c == d && e == f;
    }
    for (uint64_t at = 0; at < size; at++) if (one[at] != other[at]) return 0;
    return 1;
}

static inline int memo_same(const Memo *memo, const Entry *row, uint64_t hash, uint32_t space, const uint8_t *key, uint64_t size) {
    return row->hash == hash && row->space == space && row->length == size && same_bytes(memo->bytes + row->key, key, size);
}

static inline int memo_look(const Memo *memo, uint64_t hash, uint32_t space, const uint8_t *key, uint64_t size, uint32_t *value) {
    uint64_t at = hash;
    for (int probe = 0; probe < PROBES; probe++, at++) {
        const Entry *row = &memo->rows[at & (memo->room - 1)];
        if (row->hash == 0) return 0;
        if (memo_same(memo, row, hash, space, key, size)) { *value = row->value; return 1; }
    }
    return 0;
}

/* The place of a word of 1 to 16 bytes among those found last, and that word. */
static inline Word *word_place(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size, Word *word) {
    word_ends(key, size, &word->head, &word->tail);
    word->sort = (uint64_t)space << 32 | size;
    return &memo->words[(word->head ^ (word->tail << 29 | word->tail >> 35) ^ word->sort) * memo->odd >> (64 - WORD_BITS)];
}

/* Where a value is kept, or 0. */
static __attribute__((noinline)) const uint32_t *memo_find_far(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size) {
    Word word, *place = &memo->last;
    if (size - 1 < 16) place = word_place(memo, space, key, size, &word);
    if (!memo_look(memo, memo_hash(memo, space, key, size), space, key, size, &word.value)) return 0;
    *place = word;
    return &place->value;
}

static inline const uint32_t *memo_find(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size) {
    Word word, *place;
    if (__builtin_expect(size - 1 < 16, 1)) {
        place = word_place(memo, space, key, size, &word);
        if (__builtin_expect(!((place->head ^ word.head) | (place->tail ^ word.tail) | (place->sort ^ word.sort)), 1)) return &place->value;
    }
    return memo_find_far(memo, space, key, size);
}

/* Called ahead of memo_look, for several keys: first brings the row, then the bytes it points to, into the cache. */
static inline void memo_near(const Memo *memo, uint64_t hash) { __builtin_prefetch(&memo->rows[hash & (memo->room - 1)]); }
static inline void memo_nearer(const Memo *memo, uint64_t hash) {
    const Entry *row = &memo->rows[hash & (memo->room - 1)];
    if (row->hash == hash) { __builtin_prefetch(memo->bytes + row->key); __builtin_prefetch(memo->bytes + row->value); }
}

/* Called some time before bytes of the arena are copied. */
static inline void memo_bytes_near(const Memo *memo, uint64_t at, uint64_t size) {
    __builtin_prefetch(memo->bytes + at);
    __builtin_prefetch(memo->bytes + at + size);
}

static inline uint64_t count_lines(const uint8_t *at, uint64_t size) {
    uint64_t found = 0;
    while (size) { /* as many as a byte can count, for that is what a processor adds up at once */
        uint8_t few = 0, count = size < 240 ? (uint8_t)size : 240;
        for (uint8_t index = 0; index < count; index++) few += at[index] == 10;
        found += few; at += count; size -= count;
    }
    return found;
}

static Entry *memo_place(Memo *memo, uint64_t hash) {
    for (uint64_t at = hash; at < hash + PROBES; at++)
        if (memo->rows[at & (memo->room - 1)].hash == 0) return &memo->rows[at & (memo->room - 1)];
    return &memo->rows[hash & (memo->room - 1)];
}

static int memo_grow(Memo *memo) {
    Entry *old = memo->rows;
    uint32_t room = memo->room;
    Entry *rows = (Entry *)calloc((size_t)room * 2, sizeof(Entry));
    if (rows == NULL) return 1;
    in_large_pages(rows, (size_t)room * 2 * sizeof(Entry));
    memo->rows = rows;
    memo->room = room * 2;
    for (uint32_t at = 0; at < room; at++)
        if (old[at].hash) *memo_place(memo, old[at].hash) = old[at];
    free(old);
    return 0;
}

/* Where the bytes are kept, or -1 where there is no room. The arena may move: hold places, not pointers. */
static long memo_store(Memo *memo, const uint8_t *data, uint64_t size) {
    uint64_t start = memo->size;
    if (start + size > UINT32_MAX / 2) return -1;
    if (start + size > memo->bytes_room) {
        uint64_t room = (start + size) * 3 / 2 + 4096;
        uint8_t *grown = (uint8_t *)realloc(memo->bytes, room);
        if (grown == NULL) return -1;
        in_large_pages(grown, room);
        memo->bytes = grown;
        memo->bytes_room = room;
    }
    if (size) memcpy(memo->bytes + start, data, size);
    memo->size = start + size;
    return (long)start;
}

static int memo_add(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size, uint32_t value) {
    long kept = memo_store(memo, key, size);
    if (kept < 0 || (memo->used * 2 >= memo->room && memo->room < MOST_ROOM && memo_grow(memo))) return 1;
    uint64_t hash = memo_hash(memo, space, key, size);
    Entry *row = memo_place(memo, hash);
    *row = (Entry){hash, space, (uint32_t)kept, (uint32_t)size, value};
    memo->used++;
    return 0;
}

static int bytes_add(Bytes *out, const uint8_t *data, uint64_t size) {
    if (out->size + size > out->room) {
        uint64_t room = (out->size + size) * 3 / 2 + 4096;
        uint8_t *grown = (uint8_t *)realloc(out->at, room);
        if (grown == NULL) return 1;
        out->at = grown;
        out->room = room;
    }
    if (size) memcpy(out->at + out->size, data, size);
    out->size += size;
    return 0;
}

/* Where a word of two bytes or more stands first. */
static inline const uint8_t *find_bytes(const uint8_t *at, const uint8_t *end, const uint8_t *word, uint64_t size) {
    if (end - at < (long)size) return NULL;
    end -= size - 1; /* behind the last place where it may begin */
#ifdef SKIP_AVX2
    if (has_avx512()) return find_bytes_512(at, end, word, size);
#endif
#if defined(__SSE2__) && defined(__GNUC__)
    const __m128i first = _mm_set1_epi8((char)word[0]), second = _mm_set1_epi8((char)word[1]);
    for (; end - at >= 16; at += 16) {
        __m128i one = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)at), first), two = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(at + 1)), second);
        for (int both = _mm_movemask_epi8(_mm_and_si128(one, two)); both; both &= both - 1) {
            const uint8_t *found = at + __builtin_ctz((unsigned)both);
            if (size == 2 || memcmp(found + 2, word + 2, size - 2) == 0) return found;
        }
    }
#endif
    for (; at < end; at++) {
        at = (const uint8_t *)memchr(at, word[0], (size_t)(end - at));
        if (at == NULL || memcmp(at, word, size) == 0) return at;
    }
    return NULL;
}

/* Behind the last line end before `at`, or `start`. */
static inline const uint8_t *line_start(const uint8_t *start, const uint8_t *at) {
#if defined(__SSE2__) && defined(__GNUC__)
    for (; at - start >= 16; at -= 16) {
        int ends = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(at - 16)), _mm_set1_epi8(10)));
        if (ends) return at - 15 + (31 - __builtin_clz((unsigned)ends));
    }
#endif
    while (at > start && at[-1] != 10) at--;
    return at;
}
