/* SPDX-License-Identifier: EUPL-1.2 */
/* corpus.c: pinned, seeded corpora for measuring: the same arguments always give the same bytes.
 *
 *   corpus LANE BYTES [FORMS] > lane.ndjson      whole records, at least BYTES of them
 *
 *   none     ordinary Dutch without a sign         chat     short messages, lower case, chat
 * spelling normal   one record in fifty carries a sign    unseen   every other word was never seen
 * before heavy    every record carries one              random   all words were never seen before
 *   long     reports of about 2,000 words          gated    never seen, and built to pass every
 * gate: cases    the normal lane, in 1,000 cases                first five letters of one form of
 * FORMS, disorder the same, received out of order                something new, last five of
 * another popular  every sentence has a form of slaan; of 4,096 other words few      the normal
 * lane with 4,096 words in its slots
 *
 * In: a lane; the word list of Debian's wdutch. Out: NDJSON, plain ASCII without hyphens and
 * apostrophes, so that all peers agree where a word begins. Frames of function words with slots;
 * slots are filled from a shuffled word list by Zipf's law, so a text has a small common
 * vocabulary and a long tail, as texts have. Invented text; an own generator of numbers, integers
 * only, so that no library and no processor changes a byte. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 1 << 19, TEXT_MAX = 1 << 17, WORD_BYTES = 24 };

typedef struct words {
    char (*items)[WORD_BYTES];
    uint32_t count;
} words;

typedef struct maker {
    uint64_t state;
    const char *lane;
    words list, forms;
    char text[TEXT_MAX];
    uint32_t n;
} maker;

static const char *const FRAMES[] = {
    "ik heb gisteren met % over de % gepraat en daarna zijn we naar huis gegaan",
    "de % van mijn moeder staat nog in de schuur",
    "wij gaan morgen met de % naar % omdat het weer beter wordt",
    "hij vroeg of ik de % al had gezien maar ik wist van niets",
    "zij heeft een nieuwe % gekocht en is daar heel blij mee",
    "kun je straks de % meenemen als je toch langs % komt",
    "het was druk op het werk en de % moest nog af",
    "er is volgens de % niets aan de hand met de %",
    "mijn collega vertelde dat de % volgende week weer begint",
    "in de % was het koud en er stond een % voor de deur",
    "de kinderen hebben de hele middag met de % gespeeld",
    "op het bureau is gesproken over % en over de % van de buurt",
    "betrokkene gaf aan dat er al langer sprake is van % en van %",
    "ter plaatse werd een % aangetroffen die niet bij de woning hoorde",
    "de melder heeft de % niet zelf gezien maar wel een % gehoord",
    "om tien uur kwam de % terug met een doos vol %",
    "niemand weet hoe de % in de % terecht is gekomen",
    "als het zo doorgaat is de % voor het einde van het jaar klaar",
    "wat vind jij van de % die ze in de % willen zetten",
    "we eten vanavond % met % en een beetje %",
    "de % wordt door % betaald en de rest komt later",
    "ik denk dat % beter is dan % maar zeker weten doe ik het niet",
    "de verklaring over de % sluit aan bij die van de %",
    "mijn broer werkt sinds een maand bij de % in de stad",
};
static const char *const SIGNS[] = {
    "hij zei dat hij mij dood zou maken als ik bij hem wegga",
    "hij kneep mijn keel dicht en ik kreeg geen lucht meer",
    "ik mag niet naar mijn zus zonder het eerst te vragen",
    "ze stond weer de hele avond voor mijn deur te wachten",
    "er zat een airtag onder mijn auto geplakt",
    "hij belt me elke nacht op met een ander nummer",
    "hij heeft mijn telefoon afgepakt en al mijn berichten gelezen",
    "als ik niet terugkom zet hij de beelden online",
    "hij volgt mij als ik van mijn werk naar huis ga",
    "zij dreigt dat ik de kinderen nooit meer zal zien",
};
static const char *const SLAAN[] = {"slaat", "sloeg", "geslagen", "slaan", "sloegen", "sla"};
static const char *const CHAT[][2] = {{"niet", "nie"}, {"even", "ff"},     {"het", "t"},
                                      {"een", "n"},    {"weer", "wr"},     {"maar", "mr"},
                                      {"naar", "nr"},  {"heeft", "heeft"}, {"wordt", "wrdt"}};
#define COUNT(a) ((uint32_t)(sizeof(a) / sizeof *(a)))

static uint32_t below(maker *m, uint32_t n)
{
    m->state = m->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(m->state >> 33) % n;
}

static bool is_lane(const maker *m, const char *name)
{
    return strcmp(m->lane, name) == 0;
}

/* Words of small letters only. */
static bool read_words(words *w, const char *path)
{
    FILE *f = fopen(path, "rb");
    char line[256];
    w->items = calloc(WORDS_MAX, WORD_BYTES);
    if (!f || !w->items) return false;
    while (fgets(line, sizeof line, f)) {
        size_t n = strcspn(line, "\r\n");
        if (n < 4 || n > 15 || strspn(line, "abcdefghijklmnopqrstuvwxyz") != n) continue;
        line[n] = 0;
        if (w->count < WORDS_MAX) memcpy(w->items[w->count++], line, n + 1);
    }
    fclose(f);
    return w->count > 1000;
}

static void shuffle(maker *m, words *w)
{
    for (uint32_t i = w->count - 1; i > 0; i--) {
        uint32_t j = below(m, i + 1);
        char keep[WORD_BYTES];
        memcpy(keep, w->items[i], WORD_BYTES);
        memcpy(w->items[i], w->items[j], WORD_BYTES);
        memcpy(w->items[j], keep, WORD_BYTES);
    }
}

/* A rank by Zipf's law: as many words of ranks 2^k to 2^(k+1) for each k. */
static const char *common_word(maker *m)
{
    uint32_t bits = 0, most = is_lane(m, "few") || is_lane(m, "popular") ? 8192 : m->list.count;
    while ((UINT32_C(2) << bits) < most) bits++;
    uint32_t k = below(m, bits);
    return m->list.items[(UINT32_C(1) << k) - 1 + below(m, UINT32_C(1) << k)];
}

static void put(maker *m, const char *s)
{
    size_t n = strlen(s);
    if (m->n + n + 64 > TEXT_MAX) return;
    memcpy(m->text + m->n, s, n + 1);
    m->n += (uint32_t)n;
}

static void put_new_word(maker *m, uint32_t syllables)
{
    static const char tail[] = {0, 'n', 'r', 's'};
    for (uint32_t i = 0; i < syllables; i++) {
        char s[4] = {"bdfgklmnprstvz"[below(m, 14)], "aeiou"[below(m, 5)], tail[below(m, 4)], 0};
        put(m, s);
    }
}

static void put_gated_word(maker *m)
{
    const char *head = m->forms.items[below(m, m->forms.count)];
    const char *tail = m->forms.items[below(m, m->forms.count)];
    char first[6] = "";
    strncat(first, head, 5);
    put(m, first);
    put_new_word(m, 2);
    put(m, strlen(tail) > 5 ? tail + strlen(tail) - 5 : tail);
}

/* A frame word by word: slots filled, chat spelling, every other word a new one. */
static void put_frame(maker *m, const char *frame)
{
    uint32_t number = 0;
    for (const char *p = frame; *p; number++) {
        char word[64] = "";
        size_t n = strcspn(p, " ");
        memcpy(word, p, n);
        p += n + (p[n] == ' ');
        if (number) put(m, " ");
        if (is_lane(m, "random") || (is_lane(m, "unseen") && number % 2)) {
            put_new_word(m, 3 + below(m, 2));
        } else if (is_lane(m, "gated")) {
            put_gated_word(m);
        } else if (word[0] == '%') {
            put(m, common_word(m));
        } else {
            for (uint32_t i = 0; i < COUNT(CHAT) && is_lane(m, "chat"); i++)
                if (strcmp(word, CHAT[i][0]) == 0) strcpy(word, CHAT[i][1]);
            put(m, word);
        }
    }
}

static void put_sentence(maker *m, bool sign)
{
    uint32_t from = m->n;
    if (m->n) put(m, " ");
    if (is_lane(m, "popular")) {
        put(m, SLAAN[below(m, COUNT(SLAAN))]);
        for (uint32_t i = 0; i < 7; i++) put(m, " "), put(m, common_word(m));
    } else if (sign) {
        put(m, SIGNS[below(m, COUNT(SIGNS))]);
    } else {
        put_frame(m, FRAMES[below(m, COUNT(FRAMES))]);
    }
    if (from) from++;
    if (!is_lane(m, "chat")) {
        m->text[from] = (char)(m->text[from] - 'a' + 'A');
        put(m, ".");
    }
}

static void make_text(maker *m, uint64_t number)
{
    bool heavy = is_lane(m, "heavy"), made = is_lane(m, "none") || is_lane(m, "random") ||
                                             is_lane(m, "gated") || is_lane(m, "unseen");
    uint32_t sentences = is_lane(m, "long") ? 150 : is_lane(m, "chat") ? 1 : 3 + below(m, 5);
    uint32_t sign = heavy || (!made && number % 50 == 0) ? below(m, sentences) : UINT32_MAX;
    m->n = 0;
    for (uint32_t i = 0; i < sentences; i++) put_sentence(m, i == sign);
}

/* Records of 1,000 cases, an hour apart; out of order: received up to 99 hours before its turn. */
static void put_case(maker *m, uint64_t number)
{
    uint64_t hour = number / 8 + (is_lane(m, "disorder") ? below(m, 100) : 0), day = hour / 24;
    char stamp[64];
    snprintf(stamp, sizeof stamp,
             "20%02" PRIu64 "-%02" PRIu64 "-%02" PRIu64 "T%02" PRIu64 ":00:00Z", 20 + day / 336,
             day / 28 % 12 + 1, day % 28 + 1, hour % 24);
    printf("\"case\":\"c%" PRIu64 "\",\"occurred_at\":\"%s\",\"received_at\":\"%s\",",
           number * 7919 % 1000, stamp, stamp);
}

static uint64_t put_record(maker *m, uint64_t number)
{
    make_text(m, number);
    int n = printf("{\"id\":\"%s%" PRIu64 "\",", m->lane, number);
    if (is_lane(m, "cases") || is_lane(m, "disorder")) put_case(m, number);
    n +=
        is_lane(m, "chat")
            ? printf("\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\",\"text\":\"%s\"}\n", m->text)
            : printf("\"kind\":\"report\",\"source\":\"politie\",\"text\":\"%s\"}\n", m->text);
    return (uint64_t)n;
}

int main(int argc, char **argv)
{
    static maker m;
    const char *list = getenv("WORDLIST") ? getenv("WORDLIST") : "/usr/share/dict/dutch";
    if (argc < 3) return fprintf(stderr, "usage: corpus LANE BYTES [FORMS]\n"), 64;
    m.lane = argv[1];
    m.state = 20261123;
    if (!read_words(&m.list, list)) return fprintf(stderr, "corpus: cannot read %s\n", list), 66;
    if (is_lane(&m, "gated") && (argc < 4 || !read_words(&m.forms, argv[3])))
        return fprintf(stderr, "corpus: the lane gated needs a file of forms\n"), 66;
    shuffle(&m, &m.list);
    uint64_t wanted = strtoull(argv[2], NULL, 10), made = 0;
    for (uint64_t i = 0; made < wanted; i++) made += put_record(&m, i);
    return ferror(stdout) || fflush(stdout) ? 74 : 0;
}
