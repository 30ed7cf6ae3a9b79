/* The native lexer's memo: (space, bytes) -> a number, and bytes kept beside it; one for all threads of a scrubber.

   Threads look up without a lock. What a thread learns in a block it keeps to itself until the block's end; then all of it is put
   where the others see it. Who enters a block or leaves it holds a lock; in Python that is the GIL, so a fork leaves no lock behind
   that nobody holds. A row is never changed: its hash is written last (release) and read first (acquire), so who sees the hash sees
   the row, and the bytes to which it leads. Where more room is wanted, and where the bound is met and all begins anew, another table
   takes the place of the one there was, which lasts until the last thread has left it. Bytes stand in pages, each filled by one
   thread, which never move and last as long as a table that leads to them.

   The hash is a folded multiply under eight secret words of the process, and a look-up probes at most PROBES places, so a log
   cannot make it slow; a key that finds none of them free is not remembered. Each thread has in front of it the short words that it
   found last, each in one place: they come again and again, and need not be looked for among all. */
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

enum { PROBES = 24, FRESH_ROOM = 1 << 10, FIRST_ROOM = 1 << 12, MOST_ROOM = 1 << 21, FEW = 1 << 16, WORD_BITS = 13, WORDS = 1 << WORD_BITS, LONG_BITS = 11, LONGS = 1 << LONG_BITS, SEEN_BITS = 17 };
enum { PLACE = (1 << 30) - 1, PAGE_BITS = 18, PAGE = 1 << PAGE_BITS, PAGES = (PLACE >> PAGE_BITS) + 1, LARGE = 8 }; /* LARGE pages are a large one */

typedef struct { uint32_t hash, space, key, value; } Row; /* hash: 0 in an empty place; key: where its size in two bytes and the key are kept */
typedef struct { uint8_t *pages[PAGES]; uint32_t asked[PAGES], claimed, tables; uint64_t size, number; } Arena; /* asked: how many pages are one piece from this one on */
typedef struct { Row *rows; uint32_t room, used, inside; Arena *arena; } Table; /* inside: who uses it, the one of `Shared` itself and each thread in a block */
typedef struct { Table *table; uint64_t number; uint8_t seed[64]; uint16_t seen[1 << SEEN_BITS]; } Shared; /* seen: halves of hashes, the newest in each place */
typedef struct { uint64_t head, tail, sort; uint32_t value; } Word; /* sort: space and size */
typedef struct { uint64_t parts[4], sort; uint32_t value; } Long; /* the first and the last 16 bytes */
typedef struct {
    Shared *shared;
    Table *table, fresh; /* what all knew when the block began, and what was learned in it */
    Row *learned; /* the same in the order of learning */
    uint8_t **pages;
    uint32_t page, filled, room, lent; /* of the thread's own page or pages: where they begin, how much is used from there on, how much there is, how much at their end is lent */
    int few; /* whether not much is remembered yet */
    uint64_t number, size; /* of the arena that `words` and `page` belong to; what was kept in the block */
    uint64_t secret[8], odd;
    Word words[WORDS], last;
    Long longs[LONGS];
} Memo;
typedef struct { uint8_t *at; uint64_t size, room; } Bytes;

/* Zeros, straight from the system where they are many, so that they go back to it at once; and in large pages, since look-ups jump about
   in them, and small ones are more than a processor knows the places of. */
static void *memory_of(size_t size) {
#ifdef MADV_HUGEPAGE
    const size_t large = LARGE * PAGE;
    if (size >= large) {
        uint8_t *got = (uint8_t *)mmap(NULL, size + large, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (got == MAP_FAILED) return NULL;
        size_t before = -(uintptr_t)got & (large - 1);
        if (before) munmap(got, before);
        munmap(got + before + size, large - before);
        madvise(got + before, size, MADV_HUGEPAGE);
        return got + before;
    }
#endif
    return calloc(size, 1);
}

static void give_back(void *at, size_t size) {
#ifdef MADV_HUGEPAGE
    if (size >= LARGE * PAGE) { munmap(at, size); return; }
#endif
    (void)size;
    free(at);
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

static inline uint32_t memo_hash(const Memo *memo, uint32_t space, const uint8_t *key, uint64_t size) {
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
    return (uint32_t)hash ? (uint32_t)hash : 1; /* 0 is an empty place */
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

static inline const uint8_t *memo_at(const Memo *memo, uint32_t place) { return memo->pages[place >> PAGE_BITS] + (place & (PAGE - 1)); }

static inline const Row *table_look(const Memo *memo, const Table *table, uint32_t hash, uint32_t space, const uint8_t *key, uint64_t size) {
    for (uint32_t at = hash; at != hash + PROBES; at++) {
        const Row *row = &table->rows[at & (table->room - 1)];
        uint32_t found = __atomic_load_n(&row->hash, __ATOMIC_ACQUIRE);
        if (found == 0) return NULL;
        if (found != hash || row->space != space) continue;
        const uint8_t *kept = memo_at(memo, row->key);
        uint16_t length;
        memcpy(&length, kept, 2);
        if (length == size && same_bytes(kept + 2, key, size)) return row;
    }
    return NULL;
}

static inline int memo_look(const Memo *memo, uint32_t hash, uint32_t space, const uint8_t *key, uint64_t size, uint32_t *value) {
    const Row *row = table_look(memo, memo->table, hash, space, key, size);
    if (row == NULL && memo->fresh.used) row = table_look(memo, &memo->fresh, hash, space, key, size);
    if (row == NULL) return 0;
    *value = row->value;
    return 1;
}

/* The place of a word of 1 to 16 bytes among those found last, and that word. */
static inline Word *word_place(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size, Word *word) {
    word_ends(key, size, &word->head, &word->tail);
    word->sort = (uint64_t)space << 32 | size;
    return &memo->words[(word->head ^ (word->tail << 29 | word->tail >> 35) ^ word->sort) * memo->odd >> (64 - WORD_BITS)];
}

static inline int same_word(const Word *one, const Word *other) {
    return !((one->head ^ other->head) | (one->tail ^ other->tail) | (one->sort ^ other->sort));
}

/* The same for a word of 17 to 32 bytes. */
static inline Long *long_place(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size, Long *word) {
    memcpy(word->parts, key, 16); memcpy(word->parts + 2, key + size - 16, 16);
    word->sort = (uint64_t)space << 32 | size;
    uint64_t mixed = word->parts[0] ^ (word->parts[1] << 29 | word->parts[1] >> 35) ^ (word->parts[2] << 43 | word->parts[2] >> 21);
    return &memo->longs[(mixed ^ (word->parts[3] << 17 | word->parts[3] >> 47) ^ word->sort) * memo->odd >> (64 - LONG_BITS)];
}

static inline int same_long(const Long *one, const Long *other) {
    uint64_t differs = one->sort ^ other->sort;
    for (int part = 0; part < 4; part++) differs |= one->parts[part] ^ other->parts[part];
    return !differs;
}

/* Where a value is kept, or 0. */
static __attribute__((noinline)) const uint32_t *memo_find_far(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size) {
    Word word, *place = &memo->last;
    Long longer, *far = NULL;
    if (size - 1 < 16) place = word_place(memo, space, key, size, &word);
    else if (size - 17 < 16) {
        far = long_place(memo, space, key, size, &longer);
        if (same_long(far, &longer)) return &far->value;
    }
    if (!memo_look(memo, memo_hash(memo, space, key, size), space, key, size, &word.value)) return 0;
    if (far != NULL) { longer.value = word.value; *far = longer; return &far->value; }
    *place = word;
    return &place->value;
}

/* Keeps a word's value among those found last, and nowhere else: what is quickly told anew need take no room. */
static inline void memo_front(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size, uint32_t value) {
    Word word, *place;
    Long longer, *far;
    if (size - 1 < 16) {
        place = word_place(memo, space, key, size, &word);
        word.value = value;
        *place = word;
    } else if (size - 17 < 16) {
        far = long_place(memo, space, key, size, &longer);
        longer.value = value;
        *far = longer;
    }
}

/* What is kept so, or NULL. */
static inline const uint32_t *memo_in_front(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size) {
    Word word, *place;
    Long longer, *far;
    if (size - 1 < 16) {
        place = word_place(memo, space, key, size, &word);
        return same_word(place, &word) ? &place->value : NULL;
    }
    if (size - 17 >= 16) return NULL;
    far = long_place(memo, space, key, size, &longer);
    return same_long(far, &longer) ? &far->value : NULL;
}

/* Called some time before memo_in_front, for a word of up to 16 bytes. */
static inline void memo_front_near(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size) {
    Word word;
    if (size - 1 < 16) __builtin_prefetch(word_place(memo, space, key, size, &word));
}

static inline const uint32_t *memo_find(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size) {
    Word word, *place;
    if (__builtin_expect(size - 1 < 16, 1)) {
        place = word_place(memo, space, key, size, &word);
        if (__builtin_expect(same_word(place, &word), 1)) return &place->value;
    }
    return memo_find_far(memo, space, key, size);
}

/* Called ahead of memo_look, for several keys: first brings the row, then the bytes to which it leads, into the cache. */
static inline void memo_near(const Memo *memo, uint32_t hash) { __builtin_prefetch(&memo->table->rows[hash & (memo->table->room - 1)]); }
static inline void memo_nearer(const Memo *memo, uint32_t hash) {
    for (uint32_t at = hash; at != hash + 3; at++) {
        const Row *row = &memo->table->rows[at & (memo->table->room - 1)];
        uint32_t found = __atomic_load_n(&row->hash, __ATOMIC_ACQUIRE);
        if (found == 0) return;
        if (found != hash) continue;
        __builtin_prefetch(memo_at(memo, row->key));
        __builtin_prefetch(memo_at(memo, row->value & PLACE));
        return;
    }
}

/* Called some time before kept bytes are copied. */
static inline void memo_bytes_near(const Memo *memo, uint32_t place, uint64_t size) {
    __builtin_prefetch(memo_at(memo, place));
    __builtin_prefetch(memo_at(memo, place) + size);
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

static Row *free_place(const Table *table, uint32_t hash) {
    for (uint32_t at = hash; at != hash + PROBES; at++)
        if (table->rows[at & (table->room - 1)].hash == 0) return &table->rows[at & (table->room - 1)];
    return NULL;
}

/* Makes a table of the rows of another one, or an empty one. Returns whether there was no memory for it. */
static int table_make(Table *table, uint32_t room, const Table *old) {
    *table = (Table){(Row *)memory_of(room * sizeof(Row)), room, 0, 0, NULL};
    if (table->rows == NULL) return 1;
    for (uint32_t at = 0; old != NULL && at < old->room; at++) {
        Row *place = old->rows[at].hash ? free_place(table, old->rows[at].hash) : NULL;
        if (place != NULL) { *place = old->rows[at]; table->used++; }
    }
    return 0;
}

static void table_left(Table *table) {
    if (table == NULL || --table->inside) return;
    if (--table->arena->tables == 0) {
        for (uint32_t at = 0; at < PAGES; at++)
            if (table->arena->asked[at]) give_back(table->arena->pages[at], (size_t)table->arena->asked[at] * PAGE);
        free(table->arena);
    }
    give_back(table->rows, table->room * sizeof(Row));
    free(table);
}

/* Puts another table in the place of the one there is: with its rows and more room, or with none and with pages of its own. */
static int shared_renew(Shared *shared, uint32_t room, int grown) {
    Table *table = (Table *)malloc(sizeof(Table)), *old = shared->table;
    Arena *arena = grown ? old->arena : (Arena *)calloc(1, sizeof(Arena));
    if (table == NULL || arena == NULL || table_make(table, room, grown ? old : NULL)) {
        if (!grown) free(arena);
        free(table);
        return 1;
    }
    if (!grown) arena->number = ++shared->number;
    arena->tables++;
    table->arena = arena;
    table->inside = 1;
    shared->table = table;
    table_left(old);
    return 0;
}

static int shared_open(Shared *shared, const uint8_t *seed) {
    memset(shared, 0, sizeof *shared);
    memcpy(shared->seed, seed, sizeof shared->seed);
    return shared_renew(shared, FIRST_ROOM, 0);
}

static void shared_close(Shared *shared) { table_left(shared->table); shared->table = NULL; }

/* Begins anew where more is kept than that. */
static void shared_bound(Shared *shared, uint64_t most_bytes, uint32_t most_rows) {
    const Arena *arena = shared->table->arena;
    if (arena->size > most_bytes || shared->table->used > most_rows || __atomic_load_n(&arena->claimed, __ATOMIC_RELAXED) > PAGES / 2) shared_renew(shared, FIRST_ROOM, 0);
}

static int memo_open(Memo *memo, Shared *shared) {
    memset(memo, 0, sizeof *memo);
    memo->shared = shared;
    memcpy(memo->secret, shared->seed, sizeof memo->secret);
    memo->odd = memo->secret[7] | 1;
    memo->learned = (Row *)malloc(FRESH_ROOM / 2 * sizeof(Row));
    return memo->learned == NULL || table_make(&memo->fresh, FRESH_ROOM, NULL);
}

static void memo_close(Memo *memo) { give_back(memo->fresh.rows, memo->fresh.room * sizeof(Row)); free(memo->learned); }

/* Before a block. Returns whether all that was kept before is forgotten. */
static int memo_enter(Memo *memo) {
    memo->table = memo->shared->table;
    memo->table->inside++;
    memo->pages = memo->table->arena->pages;
    memo->few = memo->table->used < FEW;
    memo->size = memo->lent = 0;
    if (memo->number == memo->table->arena->number) return 0;
    memo->number = memo->table->arena->number;
    memo->filled = memo->room = 0;
    memset(memo->words, 0, sizeof memo->words);
    memset(memo->longs, 0, sizeof memo->longs);
    return 1;
}

/* Behind a block, when nothing of it is looked at any more: what was learned is for all, unless the block failed. */
static void memo_leave(Memo *memo, int failed) {
    Shared *shared = memo->shared;
    Table *fresh = &memo->fresh, *table = shared->table;
    if (table->arena == memo->table->arena && !failed) {
        uint32_t room = table->room;
        while ((table->used + fresh->used) * 2ull > room && room < MOST_ROOM) room *= 2;
        if (room > table->room && shared_renew(shared, room, 1) == 0) table = shared->table;
        for (const Row *row = memo->learned, *end = row + fresh->used; row < end; row++) {
            if (end - row > 16) __builtin_prefetch(&table->rows[row[16].hash & (table->room - 1)]);
            const uint8_t *kept = memo_at(memo, row->key);
            uint16_t length;
            memcpy(&length, kept, 2);
            if (table_look(memo, table, row->hash, row->space, kept + 2, length) != NULL) continue; /* another thread has learned it, too */
            Row *place = free_place(table, row->hash);
            if (place == NULL) continue;
            place->space = row->space, place->key = row->key, place->value = row->value;
            __atomic_store_n(&place->hash, row->hash, __ATOMIC_RELEASE);
            table->used++;
        }
    }
    if (failed) { memset(memo->words, 0, sizeof memo->words); memset(memo->longs, 0, sizeof memo->longs); }
    Table small;
    if (fresh->room > FRESH_ROOM && fresh->used < fresh->room / 16 && table_make(&small, FRESH_ROOM, NULL) == 0) { /* it grew for an odd block */
        give_back(fresh->rows, fresh->room * sizeof(Row));
        *fresh = small;
    } else if (fresh->used) memset(fresh->rows, 0, fresh->room * sizeof(Row));
    fresh->used = 0;
    memo->table->arena->size += memo->size;
    table_left(memo->table);
    memo->table = NULL;
}

/* Takes pages where the thread has no room for so many bytes together. Returns whether there are none. */
static int memo_page(Memo *memo, uint64_t size) {
    if (memo->room - memo->filled - memo->lent >= size) return 0;
    Arena *arena = memo->table->arena;
    uint32_t count = memo->room ? LARGE : 1; /* who fills a page is given more at once */
    if (size > PLACE || __atomic_load_n(&arena->claimed, __ATOMIC_RELAXED) > PAGES) return 1;
    while ((uint64_t)count * PAGE < size) count++;
    uint32_t first = __atomic_fetch_add(&arena->claimed, count, __ATOMIC_RELAXED);
    uint8_t *at = first > PAGES - count ? NULL : (uint8_t *)memory_of((size_t)count * PAGE);
    if (at == NULL) return 1;
    arena->asked[first] = count;
    for (uint32_t index = 0; index < count; index++) arena->pages[first + index] = at + (size_t)index * PAGE;
    memo->page = first << PAGE_BITS, memo->filled = memo->lent = 0, memo->room = count * PAGE;
    return 0;
}

/* Where so many bytes may be kept together, or -1 where there is no room. */
static long memo_room(Memo *memo, uint64_t size) {
    if (memo_page(memo, size)) return -1;
    uint32_t place = memo->page + memo->filled;
    memo->filled += (uint32_t)size;
    memo->size += size;
    return (long)place;
}

/* The same for bytes that are forgotten with the block's end. */
static long memo_lend(Memo *memo, const uint8_t *data, uint64_t size) {
    if (memo_page(memo, size)) return -1;
    memo->lent += (uint32_t)size;
    uint32_t place = memo->page + memo->room - memo->lent;
    if (size) memcpy((uint8_t *)memo_at(memo, place), data, size);
    return (long)place;
}

/* Whether a key was asked for before, as far as is known; now it was. Most that come once never come again, and if they were
   remembered, what comes again would stand scattered among them. */
static inline int memo_seen(Memo *memo, uint32_t hash) {
    uint16_t *place = &memo->shared->seen[hash >> (32 - SEEN_BITS)], half = (uint16_t)hash;
    if (__atomic_load_n(place, __ATOMIC_RELAXED) == half) return 1;
    __atomic_store_n(place, half, __ATOMIC_RELAXED);
    return 0;
}

/* Called some time before. */
static inline void memo_seen_near(const Memo *memo, uint32_t hash) { __builtin_prefetch(&memo->shared->seen[hash >> (32 - SEEN_BITS)]); }

/* Where the bytes are kept, or -1 where there is no room. */
static long memo_store(Memo *memo, const uint8_t *data, uint64_t size) {
    long place = memo_room(memo, size);
    if (place >= 0 && size) memcpy((uint8_t *)memo_at(memo, (uint32_t)place), data, size);
    return place;
}

/* The same of their size in four bytes and of them. */
static long memo_store_sized(Memo *memo, const uint8_t *data, uint32_t size) {
    long place = memo_room(memo, 4 + (uint64_t)size);
    if (place < 0) return -1;
    memcpy((uint8_t *)memo_at(memo, (uint32_t)place), &size, 4);
    if (size) memcpy((uint8_t *)memo_at(memo, (uint32_t)place) + 4, data, size);
    return place;
}

/* Remembers a key of less than 64 KB for this block, and for all when it ends. */
static int memo_add(Memo *memo, uint32_t space, const uint8_t *key, uint64_t size, uint32_t value) {
    Table *fresh = &memo->fresh;
    long kept = memo_room(memo, 2 + size);
    if (kept < 0) return 1;
    uint16_t length = (uint16_t)size;
    uint8_t *at = (uint8_t *)memo_at(memo, (uint32_t)kept);
    memcpy(at, &length, 2);
    if (size) memcpy(at + 2, key, size);
    if (fresh->used * 2 >= fresh->room) {
        Table grown;
        Row *learned = (Row *)realloc(memo->learned, fresh->room * sizeof(Row));
        if (learned == NULL) return 1;
        memo->learned = learned;
        if (table_make(&grown, fresh->room * 2, fresh)) return 1;
        grown.used = fresh->used; /* of all that was learned, also where one found no place */
        give_back(fresh->rows, fresh->room * sizeof(Row));
        *fresh = grown;
    }
    uint32_t hash = memo_hash(memo, space, key, size);
    Row *place = free_place(fresh, hash);
    if (place == NULL) return 0;
    memo->learned[fresh->used++] = *place = (Row){hash, space, (uint32_t)kept, value};
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

/* Copies some bytes, and too many where `room` says that so many may be read and written: pieces are short, and a call, or a loop, with a
   size that nobody can guess costs more than the copying. Gives the place behind them. */
static inline uint8_t *put(uint8_t *to, const uint8_t *from, uint64_t size, uint64_t room) {
    if (__builtin_expect(room < 128 || size > room - 64 || size > 1024, 0)) memcpy(to, from, size);
    else {
        memcpy(to, from, 128);
        for (uint64_t at = 128; at < size; at += 64) memcpy(to + at, from + at, 64);
    }
    return to + size;
}

/* The same for what seldom has more than 64 bytes. */
static inline uint8_t *put_short(uint8_t *to, const uint8_t *from, uint64_t size, uint64_t room) {
    if (__builtin_expect(room < 64 || size > 64, 0)) memcpy(to, from, size);
    else memcpy(to, from, 64);
    return to + size;
}
