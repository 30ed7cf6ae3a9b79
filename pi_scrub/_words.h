/* What the gazetteer and the judges' lists have of a word, and what a word of ASCII letters says, as judges/known.py has it.
   Nearly all new words are in no file: a filter of bits, made once in some milliseconds, says so for all but two in a hundred of them. For
   the others the one block of each packed file that can hold the word is found by bisection and searched, as gazetteer.py does. Once made
   it is only read, by all threads. */
#pragma once
#include "_memo.h"

enum { FILTER = 1 << 22, LIST_ROOM = 1 << 12, ENDINGS = 256 }; /* bits; places for the words of the lists, of which a quarter is taken */

typedef struct { const uint8_t *at; uint32_t size; } Ending;
typedef struct { Ending all[ENDINGS]; int first[27]; } Endings; /* by their last letters */
typedef struct { uint64_t key; uint32_t at; } Block; /* the first eight bytes of its first word, and where it begins */
typedef struct { const uint8_t *text; uint64_t size; Block *blocks; uint32_t count; } File;
typedef struct { const uint8_t *text; uint32_t rows[LIST_ROOM]; } List; /* one more than where each word begins, 0 for none */
typedef struct { uint64_t *filter; File files[2]; List lists, labels, hosts; Endings surnames, streets, phones; } Gazette;

static inline uint64_t word_hash(const uint8_t *word, uint64_t size) {
    uint64_t hash = size * 0x9e3779b97f4a7c15u, a, b;
    for (; size > 16; word += 16, size -= 16) {
        memcpy(&a, word, 8); memcpy(&b, word + 8, 8);
        hash = folded(a ^ hash ^ 0xa0761d6478bd642fu, b ^ 0xe7037ed1a0b428dbu);
    }
    word_ends(word, size, &a, &b);
    return folded(a ^ hash ^ 0x8ebc6af09c88c6e3u, b ^ 0x589965cc75374cc3u);
}

/* Takes endings parted by spaces. */
static int endings_take(Endings *endings, const uint8_t *text, uint64_t size) {
    int count = 0;
    for (int letter = 0; letter < 26; letter++) {
        endings->first[letter] = count;
        for (uint64_t at = 0, to; at < size; at = to + 1) {
            for (to = at; to < size && text[to] != ' '; to++) {}
            if (to == at || text[to - 1] != 'a' + letter) continue;
            if (count == ENDINGS) return 1;
            endings->all[count++] = (Ending){text + at, (uint32_t)(to - at)};
        }
    }
    endings->first[26] = count;
    return 0;
}

static inline int ends_in(const Endings *endings, const uint8_t *word, uint64_t size) {
    int letter = word[size - 1] - 'a';
    for (int at = endings->first[letter]; at < endings->first[letter + 1]; at++) {
        const Ending *one = &endings->all[at];
        if (one->size <= size && same_bytes(word + size - one->size, one->at, one->size)) return 1;
    }
    return 0;
}

static inline int in_filter(const Gazette *gazette, uint64_t hash) {
    uint64_t one = hash & (FILTER - 1), other = hash >> 32 & (FILTER - 1);
    return gazette->filter[one >> 6] >> (one & 63) & gazette->filter[other >> 6] >> (other & 63) & 1;
}

static inline uint64_t first_bytes(const uint8_t *word, uint64_t size) {
    uint64_t key = 0;
    for (uint64_t at = 0; at < 8; at++) key = key << 8 | (at < size ? word[at] : 0);
    return key;
}

static inline const uint8_t *entry_end(const uint8_t *at) { while (*at != '=') at++; return at; }

/* Takes one packed file: lines of many `\tword=value`. */
static int file_take(Gazette *gazette, File *file, const uint8_t *text, uint64_t size) {
    uint32_t count = 1;
    for (const uint8_t *at = text; (at = (const uint8_t *)memchr(at, '\n', (size_t)(text + size - at))) != NULL; at++) count++;
    file->text = text; file->size = size; file->count = 0;
    if ((file->blocks = (Block *)malloc(count * sizeof(Block))) == NULL) return 1;
    for (uint64_t at = 0; at < size; ) {
        uint64_t start = at + 1, end = (uint64_t)(entry_end(text + start) - text), hash;
        if (at == 0 || text[at - 1] == '\n') file->blocks[file->count++] = (Block){first_bytes(text + start, end - start), (uint32_t)at};
        hash = word_hash(text + start, end - start);
        gazette->filter[(hash & (FILTER - 1)) >> 6] |= 1ull << (hash & 63);
        gazette->filter[(hash >> 32 & (FILTER - 1)) >> 6] |= 1ull << (hash >> 32 & 63);
        at = end + 2;
        if (at < size && text[at] == '\n') at++;
    }
    return 0;
}

/* Whether it is made: who sees that sees all of it. */
static inline int is_made(const int *made) { return __atomic_load_n(made, __ATOMIC_ACQUIRE); }
static inline void set_made(int *made) { __atomic_store_n(made, 1, __ATOMIC_RELEASE); }

static void gazette_close(Gazette *gazette) {
    free(gazette->filter); free(gazette->files[0].blocks); free(gazette->files[1].blocks);
    memset(gazette, 0, sizeof *gazette);
}

/* Makes it of the two packed files. */
static int gazette_make(Gazette *gazette, const uint8_t *names, uint64_t names_size, const uint8_t *words, uint64_t words_size) {
    if ((gazette->filter = (uint64_t *)calloc(FILTER / 64, sizeof(uint64_t))) == NULL) return 1;
    return file_take(gazette, &gazette->files[0], names, names_size) || file_take(gazette, &gazette->files[1], words, words_size);
}

/* Takes words, each with a line end behind it. */
static int list_take(List *list, const uint8_t *words, uint64_t size) {
    list->text = words;
    for (uint64_t at = 0, to, count = 0; at < size; at = to + 1) {
        for (to = at; words[to] != '\n'; to++) {}
        uint64_t row = word_hash(words + at, to - at);
        if (++count > LIST_ROOM / 2) return 1;
        while (list->rows[row & (LIST_ROOM - 1)]) row++;
        list->rows[row & (LIST_ROOM - 1)] = (uint32_t)at + 1;
    }
    return 0;
}

static inline int is_listed(const List *list, const uint8_t *word, uint64_t size, uint64_t hash) {
    for (uint32_t row; (row = list->rows[hash & (LIST_ROOM - 1)]) != 0; hash++)
        if (strncmp((const char *)list->text + row - 1, (const char *)word, size) == 0 && list->text[row - 1 + size] == '\n') return 1;
    return 0;
}

static inline int in_list(const List *list, const uint8_t *word, uint64_t size) { return is_listed(list, word, size, word_hash(word, size)); }

/* Whether the first word of a block stands behind a word in their order. */
static inline int head_behind(const File *file, const Block *block, uint64_t key, const uint8_t *word, uint64_t size) {
    if (block->key != key) return block->key > key;
    const uint8_t *head = file->text + block->at + 1;
    uint64_t length = (uint64_t)(entry_end(head) - head);
    int order = memcmp(head, word, length < size ? length : size);
    return order ? order > 0 : length > size;
}

/* What one file holds for a word in lower case, 0 where it has none. */
static uint32_t file_value(const File *file, const uint8_t *word, uint64_t size) {
    uint64_t key = first_bytes(word, size);
    uint32_t low = 0, high = file->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (head_behind(file, &file->blocks[middle], key, word, size)) high = middle; else low = middle + 1;
    }
    if (low == 0) return 0;
    const uint8_t *at = file->text + file->blocks[low - 1].at, *end = low < file->count ? file->text + file->blocks[low].at : file->text + file->size;
    for (; (at = find_bytes(at, end, word, size)) != NULL; at++)
        if (at[-1] == '\t' && at + size < end && at[size] == '=') return at[size + 1] - 33u;
    return 0;
}

/* What is packed of a word in lower case, 0 where it is unknown. */
static inline uint32_t gazette_value(const Gazette *gazette, const uint8_t *word, uint64_t size) {
    if (!in_filter(gazette, word_hash(word, size))) return 0;
    uint32_t name = file_value(&gazette->files[0], word, size);
    return (name & 63) | name >> 6 << 9 | file_value(&gazette->files[1], word, size) << 6;
}

/* Whether CamelCase is code: `McDonald` and `DeShawn` are not. */
static inline int camel_code(const uint8_t *word, uint64_t size) {
    static const char *const parts[] = {"Mc", "Mac", "De", "Di", "La", "Le", "Van", "O", "Du", "Fitz", "Al", "El", "Va", "Ma"};
    uint64_t capitals = 0;
    int humps = 0;
    while (capitals < size && word[capitals] < 'a') capitals++;
    if (capitals > 1 && capitals < size) return 1;
    for (uint64_t at = 1; at < size; at++) humps += word[at - 1] >= 'a' && word[at] < 'a';
    if (humps == 0) return size > 24;
    if (humps > 1) return 1;
    for (unsigned part = 0; part < sizeof parts / sizeof *parts; part++) {
        uint64_t length = strlen(parts[part]);
        if (length < size && memcmp(word, parts[part], length) == 0 && word[length] < 'a') return 0;
    }
    return 1;
}

/* The facts of a word of 1 to 64 ASCII letters as judges/facts.py has them, or F_LISTED where the reference must be asked. */
static inline uint32_t gazette_facts(const Gazette *gazette, const uint8_t *word, uint64_t size) {
    uint8_t lower[64 + 16];
    uint32_t facts, capitals = 0, inner = 0, drawn = 0;
    for (uint64_t at = 0; at < size; at++) {
        lower[at] = word[at] | 0x20;
        capitals += word[at] < 'a';
        inner += at && word[at] < 'a';
        drawn |= at > 1 && lower[at] == lower[at - 1] && lower[at] == lower[at - 2];
    }
    uint64_t hash = word_hash(lower, size);
    if (is_listed(&gazette->lists, lower, size, hash)) return G_F_LISTED;
    facts = in_filter(gazette, hash) ? gazette_value(gazette, lower, size) : 0;
    uint32_t name = facts & 63;
    if (!(facts & 7) && size > 4 && memcmp(lower + size - 5, "shire", 5) == 0) facts |= 1 << 9;
    if (!(facts & 56) && size > 6 && ends_in(&gazette->streets, lower, size)) facts |= G_F_TAIL;
    if (size >= G_F_SHAPED && ends_in(&gazette->surnames, lower, size)) facts |= G_F_LIKE;
    if (inner == 0 || capitals == size ? size > 24 : camel_code(word, size)) facts |= G_F_CODE;
    if (!name && drawn) facts |= G_F_CODE;
    return facts | (word[0] < 'a' ? G_F_CAPITAL : G_F_SMALL) | (capitals == size ? G_F_UPPER : 0);
}

enum { LONGEST_LABEL = 64, NO_FORM = -1, LABEL_REACH = 4 }; /* words from a label's end that are looked at one by one; the first is, too */

static inline int is_letter(uint8_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/* The form of a label of ASCII: its words as label.py cuts them, in lower case and parted by `_`, with `qqqq` for each that no list of labels
   has, four of them in a row at most. It says what the label says, for the other words only matter by being there. NO_FORM where more is looked at than single words. */
static int label_form(const Gazette *gazette, const uint8_t *label, uint64_t size, uint8_t *form) {
    uint8_t flat[LONGEST_LABEL + 16];
    uint32_t starts[LONGEST_LABEL + 1], count = 0, end = 0, known = 0, plural = 0, row = 0;
    int length = 0;
    if (size > LONGEST_LABEL || size == 0 || in_list(&gazette->labels, label, size) || (label[size - 1] == 'N' && (size == 1 || label[size - 2] == '.'))) return NO_FORM;
    if (size >= 4 && (label[size - 4] | 0x20) == 'e' && memcmp(label + size - 3, "164", 3) == 0) return NO_FORM;
    for (uint64_t at = 0; at < size; at++) {
        uint8_t c = label[at];
        if (c >= 0x80) return NO_FORM;
        if (!is_letter(c)) continue;
        int begins = at == 0 || !is_letter(label[at - 1]);
        if (c < 'a' && !begins) begins = label[at - 1] >= 'a' || (at + 1 < size && label[at + 1] >= 'a' && label[at + 1] <= 'z');
        if (begins) starts[count++] = end;
        flat[end++] = c | 0x20;
    }
    starts[count] = end;
    if (count == 0 || ends_in(&gazette->phones, flat + starts[count - 1], end - starts[count - 1])) return NO_FORM;
    for (uint32_t words = 2; words <= count; words = words < 3 || words == count ? words + 1 : count) {
        const uint8_t *glued = flat + starts[count - words];
        uint32_t letters = end - starts[count - words];
        if (in_list(&gazette->labels, glued, letters) || (glued[letters - 1] == 's' && in_list(&gazette->labels, glued, letters - 1))) return NO_FORM;
    }
    for (uint32_t word = 0; word < count; word++) {
        const uint8_t *at = flat + starts[word];
        uint32_t letters = starts[word + 1] - starts[word];
        int many = letters > 1 && at[letters - 1] == 's' && in_list(&gazette->labels, at, letters - 1), one = many || in_list(&gazette->labels, at, letters);
        known += one; plural += many;
        row = one ? 0 : row + 1;
        if (row > LABEL_REACH) continue;
        if (length + 2 + (one ? letters : 4) > LONGEST_LABEL) return NO_FORM;
        if (word) form[length++] = '_';
        memcpy(form + length, one ? at : (const uint8_t *)"qqqq", one ? letters : 4);
        length += one ? letters : 4;
    }
    return plural && known < count ? NO_FORM : length;
}

static inline int is_alphanumeric(uint8_t c) { return is_letter(c) || (c >= '0' && c <= '9'); }

/* The size of a SIP user's name before its @, where judges/user.py surely takes it for somebody's: a letter, then letters, digits and few
   signs, 3 to 15 in all; 0 for others. */
static uint64_t plain_user(const Gazette *gazette, const uint8_t *at, uint64_t size) {
    uint8_t letters[16 + 16];
    uint64_t end = 0, count = 0;
    for (; end < size && at[end] != '@'; end++) {
        if (end == 15 || !(is_alphanumeric(at[end]) || (end && (at[end] == '.' || at[end] == '_' || at[end] == '-')))) return 0;
        if (is_letter(at[end])) letters[count++] = at[end] | 0x20;
    }
    if (end == size || end < 3 || !is_letter(at[0]) || memcmp(letters, "gw", 2) == 0 || memcmp(letters, "mod", 3) == 0) return 0;
    return in_list(&gazette->hosts, letters, count) ? 0 : end;
}

/* Whether all of a text is an address as judges/email.py has it, of ASCII and of 64 bytes at most; `plain`: behind an id's label. */
static int plain_address(const Gazette *gazette, const uint8_t *at, uint64_t size, int plain) {
    uint64_t end = 0, digits = 0, dots = 0, begin;
    uint8_t domain[64 + 16];
    if (size > 64) return 0;
    for (; end < size && at[end] != '@'; end++) {
        if (!is_alphanumeric(at[end]) && at[end] != '.' && at[end] != '_' && at[end] != '-' && at[end] != '%') return 0;
        digits += !is_letter(at[end]) && is_alphanumeric(at[end]);
    }
    if (end == 0 || end > 34 || end == size || (plain && digits && end > 11)) return 0; /* 35 and more may be a token */
    begin = ++end;
    for (; end < size; end++) {
        if (at[end] == '.') {
            if (end == begin || !is_alphanumeric(at[begin]) || !is_alphanumeric(at[end - 1])) return 0;
            begin = end + 1; dots++;
        } else if (!is_alphanumeric(at[end]) && at[end] != '-' && at[end] != '_') return 0;
    }
    if (dots < 1 || dots > 8 || size - begin < 2 || size - begin > 24) return 0;
    for (uint64_t index = begin; index < size; index++) if (!is_letter(at[index])) return 0;
    memcpy(domain, at + begin - 1, size - begin + 1);
    return !in_list(&gazette->hosts, domain, size - begin + 1);
}
