/* The words of a line's names, elsewhere in that line: what echoes.py does, function by function, for one line. Few words are looked for one
   by one; many in one pass over the line, by the solid part that each begins with. Places count from the line's begin. */
#pragma once
#include "_memo.h"

enum { FEW_WORDS = 16 };

typedef struct { uint32_t at, size, begin, stop; } EchoWord; /* and the name that it is of, where it is met first */
typedef struct { uint32_t at, size, lead, length; } EchoHead; /* the solid part of a word, what stands before it in the word, the word's length */
typedef struct { uint32_t start, end; } Echo;
typedef struct { /* the places of the words and heads hold one more than the index, 0 for none */
    const uint8_t *line, *end;
    EchoWord *words; EchoHead *heads; Echo *found; uint32_t *word_places, *head_places;
    uint64_t word_room, head_room, found_room, places; /* as many places for each */
    uint32_t word_count, head_count, found_count;
} Echoes;

static void echoes_close(Echoes *echoes) {
    free(echoes->words); free(echoes->heads); free(echoes->found); free(echoes->word_places); free(echoes->head_places);
}

static inline int echo_room(void **rows, uint64_t *room, uint32_t used, size_t size) {
    if (used < *room) return 0;
    void *grown = realloc(*rows, (*room * 2 + 64) * size);
    if (grown == NULL) return 1;
    *rows = grown; *room = *room * 2 + 64;
    return 0;
}

static inline int echo_is(const Echoes *echoes, uint32_t at, uint32_t size, const uint8_t *word, uint64_t length) {
    return size == length && memcmp(echoes->line + at, word, length) == 0;
}

/* The place of a word among those that are looked for, or the free one where it would stand. */
static inline uint32_t *word_slot(const Echoes *echoes, const Memo *memo, const uint8_t *word, uint64_t size) {
    for (uint64_t at = memo_hash(memo, 1, word, size); ; at++) {
        uint32_t *slot = &echoes->word_places[at & (echoes->places - 1)];
        if (!*slot || echo_is(echoes, echoes->words[*slot - 1].at, echoes->words[*slot - 1].size, word, size)) return slot;
    }
}

/* Begins a line with at most so many words. */
static int echoes_begin(Echoes *echoes, const uint8_t *line, const uint8_t *end, uint64_t most) {
    uint64_t places = 64;
    while (places < 2 * most) places *= 2;
    if (places > echoes->places) {
        free(echoes->word_places); free(echoes->head_places);
        echoes->word_places = (uint32_t *)malloc(places * sizeof(uint32_t));
        echoes->head_places = (uint32_t *)malloc(places * sizeof(uint32_t));
        echoes->places = echoes->word_places && echoes->head_places ? places : 0;
        if (!echoes->places) return 1;
    }
    memset(echoes->word_places, 0, echoes->places * sizeof(uint32_t));
    memset(echoes->head_places, 0, echoes->places * sizeof(uint32_t));
    echoes->line = line; echoes->end = end;
    echoes->word_count = echoes->head_count = echoes->found_count = 0;
    return 0;
}

static int echoes_add(Echoes *echoes, const Memo *memo, const uint8_t *word, uint64_t size, uint32_t begin, uint32_t stop) {
    uint32_t *slot = word_slot(echoes, memo, word, size);
    if (*slot) return 0;
    if (echo_room((void **)&echoes->words, &echoes->word_room, echoes->word_count, sizeof(EchoWord))) return 1;
    echoes->words[echoes->word_count] = (EchoWord){(uint32_t)(word - echoes->line), (uint32_t)size, begin, stop};
    *slot = ++echoes->word_count;
    return 0;
}

/* Whether a word is a part of something longer, or a key. */
static inline int echo_touched(const Echoes *echoes, const uint8_t *at, const uint8_t *to) {
    Match m;
    m.begin = echoes->line; m.end = echoes->end;
    return (at > echoes->line && ECHO_LEFT_match(&m, at - 1) != NULL) || ECHO_RIGHT_match(&m, to) != NULL;
}

static int echo_note(Echoes *echoes, const uint8_t *at, const uint8_t *to) {
    if (echo_touched(echoes, at, to)) return 0;
    if (echo_room((void **)&echoes->found, &echoes->found_room, echoes->found_count, sizeof(Echo))) return 1;
    echoes->found[echoes->found_count++] = (Echo){(uint32_t)(at - echoes->line), (uint32_t)(to - echoes->line)};
    return 0;
}

/* The places of few words, each by itself. */
static int echo_elsewhere(Echoes *echoes) {
    const uint8_t *line = echoes->line, *end = echoes->end;
    for (uint32_t index = 0; index < echoes->word_count; index++) {
        const EchoWord *one = &echoes->words[index];
        const uint8_t *word = line + one->at;
        if (find_bytes(line, line + one->begin, word, one->size) == NULL && find_bytes(line + one->stop, end, word, one->size) == NULL) continue;
        for (const uint8_t *at = line; (at = find_bytes(at, end, word, one->size)) != NULL; at += one->size)
            if (echo_note(echoes, at, at + one->size)) return 1;
    }
    return 0;
}

static int echo_heads(Echoes *echoes, const Memo *memo) {
    Match m;
    for (uint32_t index = 0; index < echoes->word_count; index++) {
        const EchoWord *one = &echoes->words[index];
        m.begin = echoes->line + one->at; m.end = m.begin + one->size;
        const uint8_t *to = ECHO_SOLID_search(&m, m.begin);
        if (to == NULL) continue;
        uint32_t lead = (uint32_t)(m.from - m.begin), size = (uint32_t)(to - m.from);
        uint64_t place = memo_hash(memo, 2, m.from, size);
        for (uint32_t *slot; ; place++) {
            slot = &echoes->head_places[place & (echoes->places - 1)];
            if (*slot) {
                const EchoHead *head = &echoes->heads[*slot - 1];
                if (head->lead == lead && head->length == one->size && echo_is(echoes, head->at, head->size, m.from, size)) break;
                continue;
            }
            if (echo_room((void **)&echoes->heads, &echoes->head_room, echoes->head_count, sizeof(EchoHead))) return 1;
            echoes->heads[echoes->head_count] = (EchoHead){(uint32_t)(m.from - echoes->line), size, lead, one->size};
            *slot = ++echoes->head_count;
            break;
        }
    }
    return 0;
}

/* The places of many words: where a solid part of the line is one that words begin with, their lengths say what to compare. */
static int echo_all_elsewhere(Echoes *echoes, const Memo *memo) {
    const uint8_t *line = echoes->line;
    Match m;
    if (echo_heads(echoes, memo)) return 1;
    m.begin = line; m.end = echoes->end;
    for (const uint8_t *end = line; (end = ECHO_SOLID_search(&m, end)) != NULL; ) {
        uint64_t size = (uint64_t)(end - m.from), place = memo_hash(memo, 2, m.from, size);
        for (uint32_t slot; (slot = echoes->head_places[place & (echoes->places - 1)]) != 0; place++) {
            const EchoHead *head = &echoes->heads[slot - 1];
            if (!echo_is(echoes, head->at, head->size, m.from, size) || m.from - line < head->lead) continue;
            const uint8_t *at = m.from - head->lead, *to = at + head->length;
            if (to > echoes->end) continue;
            uint32_t found = *word_slot(echoes, memo, at, head->length);
            if (!found || (at >= line + echoes->words[found - 1].begin && to <= line + echoes->words[found - 1].stop)) continue;
            if (echo_note(echoes, at, to)) return 1;
        }
    }
    return 0;
}

static int echo_order(const void *one, const void *other) {
    const Echo *a = (const Echo *)one, *b = (const Echo *)other;
    if (a->start != b->start) return a->start < b->start ? -1 : 1;
    return a->end == b->end ? 0 : a->end > b->end ? -1 : 1;
}

/* Finds all, by their start, the longer first. */
static int echoes_find(Echoes *echoes, const Memo *memo) {
    if (echoes->word_count > FEW_WORDS ? echo_all_elsewhere(echoes, memo) : echo_elsewhere(echoes)) return 1;
    qsort(echoes->found, echoes->found_count, sizeof(Echo), echo_order);
    return 0;
}
