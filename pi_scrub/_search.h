/* A fixed-string search: the lines of a buffer that hold one of some needles.
 *
 * Strategy: four bytes of a needle, the rarest in logs, are compared at 32 places at once, and only where all four stand
 * the whole needle is. The buffer is gone through in parts that fit the processor's cache, each for all needles, so memory is
 * read once. A buffer may be a map of a file: where the file was cut back meanwhile, or cannot be read, the system sends
 * SIGBUS, and the guard puts zeros in the place of what is gone.
 */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef uint8_t u8;
typedef u8 Vector __attribute__((vector_size(32), aligned(1)));
typedef uint64_t Words __attribute__((vector_size(32)));

#define READ(place) (*(const Vector *)(place))

enum { ANCHORS = 4, TAIL = 33, STEP = 4 * sizeof(Vector), PART = 1 << 17 };

typedef struct {
    const u8 *text;
    size_t size;
    size_t at[ANCHORS]; /* where its rarest bytes are */
} Needle;

typedef struct {
    size_t start, end;
} Line;

typedef struct {
    Line *lines; /* each once, in the order of the parts and the needles */
    size_t count, room;
    size_t done; /* where the last of them ends */
} Found;

/* How rare a byte is in logs, of those a token ends with: the _, then its letters from j to e. */
static int rarity(u8 byte) {
    static const char common[] = "eaionhdlcmfgpbkj";
    const char *place = byte ? strchr(common, byte) : NULL;
    return place ? (int)(place - common) : byte == '_' ? 100 : 50;
}

/* Only of its last bytes: what stands before them is the same in all tokens of a key. A needle of fewer than four has some twice. */
static void choose_anchors(Needle *needle) {
    for (int n = 0; n < ANCHORS; n++) {
        int best = -1;
        for (size_t at = needle->size > TAIL ? needle->size - TAIL : 0; at < needle->size; at++) {
            int rare = rarity(needle->text[at]);
            for (int other = 0; other < n; other++) rare = needle->at[other] == at ? -1 : rare;
            if (rare > best) best = rare, needle->at[n] = at;
        }
    }
}

/* From `at` on, the first place of a needle up to `last`, behind which there is room for all of it; NULL where there is none. */
static inline __attribute__((always_inline)) const u8 *place_of(const Needle *needle, const u8 *at, const u8 *last) {
    const size_t a = needle->at[0], b = needle->at[1], c = needle->at[2], d = needle->at[3];
    const u8 *text = needle->text;
    const Vector no = {}, w = no + text[a], x = no + text[b], y = no + text[c], z = no + text[d];
    for (; at <= last; at += STEP) {
        for (; last - at >= STEP; at += STEP) { /* the loop that counts */
            Vector any = no;
            for (const u8 *p = at; p < at + STEP; p += sizeof(Vector))
                any |= (Vector)(READ(p + a) == w) & (Vector)(READ(p + b) == x) & (Vector)(READ(p + c) == y) & (Vector)(READ(p + d) == z);
            Words words = (Words)any;
            if (words[0] | words[1] | words[2] | words[3]) break;
        }
        for (const u8 *p = at; p <= last && p < at + STEP; p++)
            if (p[a] == text[a] && !memcmp(p, text, needle->size)) return p;
    }
    return NULL;
}

#if defined(__x86_64__)
static __attribute__((target("avx2"))) const u8 *wide_place_of(const Needle *needle, const u8 *at, const u8 *last) {
    return place_of(needle, at, last);
}
static const u8 *find(const Needle *needle, const u8 *at, const u8 *last) {
    return __builtin_cpu_supports("avx2") ? wide_place_of(needle, at, last) : place_of(needle, at, last);
}
#else
static const u8 *find(const Needle *needle, const u8 *at, const u8 *last) { return place_of(needle, at, last); }
#endif

static int note(Found *found, size_t start, size_t end) {
    if (found->count == found->room) {
        size_t room = 2 * found->room + 64;
        Line *grown = realloc(found->lines, room * sizeof(Line));
        if (!grown) return -1;
        found->lines = grown, found->room = room;
    }
    found->lines[found->count++] = (Line){start, end};
    found->done = end > found->done ? end : found->done;
    return 0;
}

/* The lines of text[:size] with a needle that begins in [from, to). */
static int search_part(Found *found, const Needle *needle, const u8 *text, size_t from, size_t to, size_t size) {
    if (to > size || size < needle->size) return 0;
    const u8 *at = text + from, *last = text + (to < size - needle->size + 1 ? to - 1 : size - needle->size);
    while (at <= last && (at = find(needle, at, last)) != NULL) {
        const u8 *start = memrchr(text, '\n', at - text), *end = memchr(at, '\n', text + size - at);
        start = start ? start + 1 : text;
        end = end ? end : text + size;
        if (note(found, start - text, end - text)) return -1;
        at = end;
    }
    return 0;
}

static int search_lines(Found *found, const Needle *needles, size_t count, const u8 *text, size_t size) {
    for (size_t from = 0; from < size; from += PART) {
        size_t to = size - from < PART ? size : from + PART, begin = found->done > from ? found->done : from;
        for (size_t n = 0; n < count && begin < to; n++)
            if (search_part(found, &needles[n], text, begin, to, size)) return -1;
    }
    return 0;
}

static size_t count_line_ends(const u8 *text, size_t size) {
    size_t found = 0;
    for (size_t at = 0; at < size; at += 255) { /* as many as a byte can count: the compiler makes vectors of it */
        u8 here = 0;
        for (size_t n = at; n < size && n < at + 255; n++) here += text[n] == '\n';
        found += here;
    }
    return found;
}

/* --- the guard; one at a time --- */

static struct {
    u8 *volatile start;
    u8 *volatile end;
    volatile sig_atomic_t cut;
    struct sigaction before;
} guarded;

static void put_zeros(int number, siginfo_t *told, void *context) {
    u8 *at = (u8 *)((uintptr_t)told->si_addr & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1));
    (void)context;
    if (at >= guarded.start && at < guarded.end &&
        mmap(at, guarded.end - at, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
        guarded.cut = 1;
    else
        signal(number, SIG_DFL); /* none of ours: it comes again, and ends the process */
}

static int guard(void *start, size_t size) {
    struct sigaction action = {0};
    action.sa_sigaction = put_zeros;
    action.sa_flags = SA_SIGINFO;
    guarded.start = start, guarded.end = guarded.start + size, guarded.cut = 0;
    return sigaction(SIGBUS, &action, &guarded.before);
}

static int was_cut(void) { return guarded.cut; }

static void unguard(void) {
    sigaction(SIGBUS, &guarded.before, NULL);
    guarded.start = guarded.end = NULL;
}
