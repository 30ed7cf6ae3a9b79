/* Threads that share one memo, each with its own way to it, for ThreadSanitizer: test_memo_threads.py builds and runs this.
   A mutex stands where the GIL stands in Python. Every value is a place of bytes that can be told from the key, so a row read
   half written, or bytes that are gone, would be seen. Bounds are so small that all begins anew again and again. */
#include "_memo.h"
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 4, BLOCKS = 300, ASKED = 400, KEYS = 6000 };
enum { SPACE = 7, SIZE = 10 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Shared shared;
static unsigned wrong, hits, failed;

static void *work(void *given) {
    uint64_t state = (uint64_t)(uintptr_t)given * 0x9E3779B97F4A7C15u;
    static __thread Memo memo;
    unsigned found = 0, bad = 0;
    if (memo_open(&memo, &shared)) return NULL;
    for (int block = 0; block < BLOCKS; block++) {
        pthread_mutex_lock(&lock);
        memo_enter(&memo);
        pthread_mutex_unlock(&lock);
        for (int asked = 0; asked < (block % 40 == 3 ? 20 * ASKED : ASKED); asked++) {
            char key[SIZE + 1], text[40];
            state = state * 6364136223846793005u + 1442695040888963407u;
            unsigned number = (unsigned)(state >> 33) % KEYS;
            snprintf(key, sizeof key, "%010u", number);
            int size = snprintf(text, sizeof text, "the value of %u", number);
            uint32_t hash = memo_hash(&memo, SPACE, (const uint8_t *)key, SIZE), value;
            memo_near(&memo, hash);
            memo_nearer(&memo, hash);
            const uint32_t *word = number & 1 ? memo_find(&memo, SPACE, (const uint8_t *)key, SIZE) : NULL;
            if (word != NULL) value = *word;
            if (word != NULL || memo_look(&memo, hash, SPACE, (const uint8_t *)key, SIZE, &value)) {
                uint32_t kept;
                memcpy(&kept, memo_at(&memo, value), 4);
                found++;
                bad += kept != (uint32_t)size || memcmp(memo_at(&memo, value) + 4, text, kept);
                continue;
            }
            if (!memo_seen(&memo, hash)) {
                long lent = memo_lend(&memo, (const uint8_t *)text, (uint64_t)size);
                bad += lent < 0 || memcmp(memo_at(&memo, (uint32_t)lent), text, (size_t)size);
                continue;
            }
            long place = memo_store_sized(&memo, (const uint8_t *)text, (uint32_t)size);
            if (place < 0 || memo_add(&memo, SPACE, (const uint8_t *)key, SIZE, (uint32_t)place)) bad++;
        }
        int fails = block % 17 == 16;
        pthread_mutex_lock(&lock);
        memo_leave(&memo, fails);
        shared_bound(&shared, block % 50 == 49 ? 1 : 1 << 20, 5000);
        failed += fails;
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_lock(&lock);
    wrong += bad, hits += found;
    pthread_mutex_unlock(&lock);
    memo_close(&memo);
    return NULL;
}

int main(void) {
    uint8_t seed[64];
    pthread_t threads[THREADS];
    for (int at = 0; at < 64; at++) seed[at] = (uint8_t)(at * 37 + 11);
    if (shared_open(&shared, seed)) return 2;
    for (uintptr_t number = 0; number < THREADS; number++) pthread_create(&threads[number], NULL, work, (void *)(number + 1));
    for (int number = 0; number < THREADS; number++) pthread_join(threads[number], NULL);
    printf("%u hits, %u wrong, %u blocks failed, %llu generations\n", hits, wrong, failed, (unsigned long long)shared.number);
    int ended = shared.table->inside == 1 && shared.table->arena->tables == 1;
    shared_close(&shared);
    return wrong || !ended || hits < THREADS * BLOCKS * ASKED / 8;
}
