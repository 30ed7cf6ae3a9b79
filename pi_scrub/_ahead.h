/* The walk from one stop that matters to the next: labels that say nothing and words that are no names, as the memo in front knows
   them, are passed here, since most stops are such. */
#include "_memo.h"

#define SPACE_LABEL 0xF0000001u
#define SPACE_PLAIN 0xF0000003u

/* last, last_end, label: the last label and its class; owned: whether it is known how its value begins; said: what the memo has for the
   label or the run at which the walk stands, or NULL; judged: the end of the last field whose value is judged whole; stop: the end of the lines
   that are walked. */
typedef struct { Match m; const u8 *last, *last_end, *judged, *stop; const uint32_t *said; uint32_t label; int owned; } Ahead;

static inline __attribute__((always_inline)) const u8 *walk_ahead(Ahead *ahead, const Masks *masks, Memo *memo, const u8 *p) {
    Match *m = &ahead->m;
    const Masks own = *masks;
    for (const u8 *stop = ahead->stop; p < stop; ) {
        p = token_walk_with(m, masks, own, p, stop);
        ahead->said = NULL;
        if (m->last == 2) {
            const u8 *at = m->mark[4];
            const uint32_t *said = memo_find(memo, SPACE_LABEL, at, (uint64_t)(m->mark[5] - at));
            if (said != NULL && *said <= G_L_PLAIN && (*said || in_LOWER(*at))) {
                ahead->last = at, ahead->last_end = p, ahead->label = *said, ahead->owned = 0;
                continue;
            }
            ahead->said = said;
        } else if (m->last == 4) {
            if (m->mark[9] <= ahead->judged) continue;
            const uint32_t *said = memo_find(memo, SPACE_PLAIN, m->mark[8], (uint64_t)(m->mark[9] - m->mark[8]));
            if (said != NULL && *said) continue;
            ahead->said = said;
        }
        break;
    }
    return p;
}

static const u8 *ahead_plain(Ahead *ahead, const Masks *masks, Memo *memo, const u8 *p) { return walk_ahead(ahead, masks, memo, p); }
#ifdef SKIP_AVX2
__attribute__((target("bmi,bmi2"))) static const u8 *ahead_bmi(Ahead *ahead, const Masks *masks, Memo *memo, const u8 *p) {
    return walk_ahead(ahead, masks, memo, p);
}
#endif

static inline const u8 *go_ahead(Ahead *ahead, const Masks *masks, Memo *memo, const u8 *p) {
#ifdef SKIP_AVX2
    if (has_avx2() && __builtin_cpu_supports("bmi2")) return ahead_bmi(ahead, masks, memo, p);
#endif
    return ahead_plain(ahead, masks, memo, p);
}
