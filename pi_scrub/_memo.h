/* The native lexer's memo: (space, bytes) -> a number, and an arena of bytes beside it. The hash is a folded multiply
   under eight secret words of the process, and a look-up probes at most PROBES places, so a log cannot make it
   slow; a key that finds none of them free takes the first. Nothing is forgotten but by memo_clear. In front of it stand
   the short words that were found last, each in one place: they come again and again, and need not be looked for among all. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PROBES = 24, FIRST_ROOM = 1 << 12, MOST_ROOM = 1 << 20, WORDS = 1 << 11 };

typedef struct { uint64_t hash; uint32_t space, key, length, value; } Entry;
typedef struct { uint64_t head, tail; uint32_t space, size, value; } Word;
typedef struct { Entry *rows; uint32_t room, used; uint8_t *bytes; uint64_t size, bytes_room; uint64_t secret[8]; Word words[WORDS]; } Memo;
typedef struct { uint8_t *at; uint64_t size, room; } Bytes;

static int memo_open(Memo *memo, const uint8_t *seed) {
    memset(memo, 0, sizeof *memo);
    memcpy(memo->secret, seed, sizeof memo->secret);
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

/* The first and the last bytes of a key of 1 to 16: with its size they are all of it. */
static inline void word_ends(const uint8_t *key, uint64_t size, uint64_t *head, uint64_t *tail) {
    if (size >= 8) { memcpy(head, key, 8); memcpy(tail, key + size - 8, 8); }
    else if (size >= 4) { uint32_t low, high; memcpy(&low, key, 4); memcpy(&high, key + size - 4, 4); *head = low; *tail = high; }
    else { *head = (uint64_t)key[0] << 16 | (uint64_t)key[size >> 1] << 8 | key[size - 1]; *tail = 0; }
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

static inline int memo_find(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size, uint32_t *value) {
    if (size == 0 || size > 16) return memo_look(memo, memo_hash(memo, space, key, size), space, key, size, value);
    uint64_t head, tail;
    word_ends(key, size, &head, &tail);
    uint64_t hash = (head ^ (tail << 29 | tail >> 35) ^ (uint64_t)(space + (uint32_t)size) << 32) * (memo->secret[7] | 1);
    Word *word = &memo->words[(hash ^ hash >> 32) & (WORDS - 1)];
    if (word->head == head && word->tail == tail && word->space == space && word->size == size) { *value = word->value; return 1; }
    if (!memo_look(memo, memo_hash(memo, space, key, size), space, key, size, value)) return 0;
    *word = (Word){head, tail, space, (uint32_t)size, *value};
    return 1;
}

/* Called ahead of memo_look, for several keys: first brings the row, then the bytes it points to, into the cache. */
static inline void memo_near(const Memo *memo, uint64_t hash) { __builtin_prefetch(&memo->rows[hash & (memo->room - 1)]); }
static inline void memo_nearer(const Memo *memo, uint64_t hash) {
    const Entry *row = &memo->rows[hash & (memo->room - 1)];
    if (row->hash == hash) { __builtin_prefetch(memo->bytes + row->key); __builtin_prefetch(memo->bytes + row->value); }
}

static inline uint64_t count_lines(const uint8_t *at, uint64_t size) {
    uint64_t found = 0;
    for (uint64_t index = 0; index < size; index++) found += at[index] == 10;
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

static inline const uint8_t *find_bytes(const uint8_t *at, const uint8_t *end, const uint8_t *word, uint64_t size) {
    while (end - at >= (long)size) {
        at = (const uint8_t *)memchr(at, word[0], (size_t)(end - at) - size + 1);
        if (at == NULL || memcmp(at, word, size) == 0) return at;
        at++;
    }
    return NULL;
}
