/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf_text.c: what pdftotext gives -> text as its author wrote it.
 *
 *   Dossier 12            blz. 2        a head: on most pages, page number apart: dropped, counted
 *     Zij verklaarde dat hij haar be-
 *     dreigde.                          bedreigde: joined, because the line goes on in small
 * letters de voor-                          "voor- en nadelen" stays: that hyphen is the author's
 *     en nadelen
 *
 * In: pages that end with a form feed. Out: text. Neighbour: pdf.c. Invariants: a line is dropped
 * only when it stands at the edge of a page and, page numbers at its end or begin apart, of more
 * than half of the pages, and of three at least; the first of them stays, so that no word is lost:
 * *Verder niets.* may end every page. The left margin that all lines of a page share goes. Cost:
 * linear, but for the compare of edges: EDGE_LINES a page. */
#include "convert/pdf.h"

#include "base/map.h"

enum { EDGE_LINES = 2, PAGES_MIN = 3 };
#define KEPT UINT32_C(0x80000000) /* in a count: its first line stays */

typedef struct page {
    wv_str *lines;
    uint32_t count;
} page;

typedef struct cleaner {
    wv_arena arena;
    wv_map edges; /* a line's shape -> on how many pages */
    wv_buf shape;
    uint32_t pages;
    bool failed;
} cleaner;

static wv_str trimmed(wv_str s)
{
    while (s.n && strchr(" \t\r", s.p[0])) s.p++, s.n--;
    while (s.n && strchr(" \t\r", s.p[s.n - 1])) s.n--;
    return s;
}

/* `12`, `blz.`, `van`: what a page number is made of. */
static bool is_page_word(wv_str word)
{
    static const char *const words[] = {"pagina", "pag.", "pag", "blz.", "blz", "bladzijde", "page",
                                        "p.",     "van",  "of",  "/",    "-",   "|"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (word.n == strlen(words[i]) && !strncasecmp(word.p, words[i], word.n)) return true;
    for (uint32_t i = 0; i < word.n; i++)
        if (!strchr("0123456789/-.()", word.p[i])) return false;
    return true;
}

/* The first word of s, or the last one; what is left in *rest. */
static wv_str word_at(wv_str s, bool last, wv_str *rest)
{
    uint32_t n = 0;
    if (last) {
        while (n < s.n && !strchr(" \t", s.p[s.n - 1 - n])) n++;
        *rest = trimmed((wv_str){s.p, s.n - n});
        return (wv_str){s.p + s.n - n, n};
    }
    while (n < s.n && !strchr(" \t", s.p[n])) n++;
    *rest = trimmed((wv_str){s.p + n, s.n - n});
    return (wv_str){s.p, n};
}

/* A line without a page number at its ends, each white space one space: `Dossier blz. 3` is
 * `Dossier`, and `3 van 12` is `#`. */
static wv_str shape_of(cleaner *c, wv_str line)
{
    wv_str rest, s = trimmed(line);
    while (s.n && is_page_word(word_at(s, true, &rest))) s = rest;
    while (s.n && is_page_word(word_at(s, false, &rest))) s = rest;
    wv_buf_clear(&c->shape);
    if (!s.n) wv_buf_byte(&c->shape, '#');
    while (s.n) {
        wv_buf_str(&c->shape, word_at(s, false, &rest));
        wv_buf_byte(&c->shape, ' ');
        s = rest;
    }
    if (c->shape.failed) c->failed = true;
    return (wv_str){c->shape.p, c->failed ? 0 : (uint32_t)c->shape.n};
}

static void read_page(cleaner *c, wv_str text, page *p)
{
    uint32_t lines = 1, at = 0;
    for (uint32_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    p->lines = wv_arena_alloc(&c->arena, lines * sizeof *p->lines);
    p->count = 0;
    if (!p->lines) {
        c->failed = true;
        return;
    }
    while (at < text.n) {
        const char *stop = memchr(text.p + at, '\n', text.n - at);
        uint32_t n = stop ? (uint32_t)(stop - (text.p + at)) : text.n - at;
        p->lines[p->count++] = (wv_str){text.p + at, n};
        at += n + 1;
    }
}

/* The i-th line with words from the top, or from the bottom; its index, or count. */
static uint32_t edge(const page *p, uint32_t i, bool bottom)
{
    for (uint32_t k = 0; k < p->count; k++) {
        uint32_t at = bottom ? p->count - 1 - k : k;
        if (trimmed(p->lines[at]).n && i-- == 0) return at;
    }
    return p->count;
}

/* The indexes of the lines at the edges of a page, each once. */
static uint32_t edges_of(const page *p, uint32_t at[EDGE_LINES * 2])
{
    uint32_t count = 0;
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < EDGE_LINES; i++) {
            uint32_t line = edge(p, i, side), k = 0;
            while (k < count && at[k] != line) k++;
            if (line < p->count && k == count) at[count++] = line;
        }
    return count;
}

/* Counts a shape once a page. */
static void count_edges(cleaner *c, const page *p)
{
    uint32_t at[EDGE_LINES * 2], count = edges_of(p, at);
    for (uint32_t i = 0; i < count && !c->failed; i++) {
        bool added, again = false;
        wv_str kept = wv_arena_str(&c->arena, shape_of(c, p->lines[at[i]]));
        uint32_t *seen = kept.p ? wv_map_put(&c->edges, kept, 0, &added) : NULL;
        if (!seen) c->failed = true;
        for (uint32_t k = 0; seen && k < i; k++) {
            wv_str other = shape_of(c, p->lines[at[k]]);
            again |= wv_str_eq(other, kept);
        }
        if (seen && !again) ++*seen;
    }
}

/* True for the second and later lines of a head or foot. */
static bool repeats(cleaner *c, wv_str line)
{
    wv_str shape = shape_of(c, line);
    uint32_t *seen = shape.n ? wv_map_get(&c->edges, shape) : NULL;
    uint32_t pages = seen ? *seen & ~KEPT : 0;
    if (pages < PAGES_MIN || pages * 2 <= c->pages) return false;
    bool before = *seen & KEPT;
    *seen |= KEPT;
    return before;
}

static void drop_edges(cleaner *c, page *p, uint32_t *dropped)
{
    uint32_t at[EDGE_LINES * 2], count = edges_of(p, at);
    for (uint32_t i = 0; i < count; i++) {
        if (!repeats(c, p->lines[at[i]])) continue;
        p->lines[at[i]].n = 0;
        ++*dropped;
    }
}

static uint32_t margin_of(const page *p)
{
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < p->count; i++) {
        uint32_t n = 0;
        if (!trimmed(p->lines[i]).n) continue;
        while (n < p->lines[i].n && p->lines[i].p[n] == ' ') n++;
        if (n < least) least = n;
    }
    return least == UINT32_MAX ? 0 : least;
}

static bool small(wv_str s)
{
    return s.n && ((s.p[0] >= 'a' && s.p[0] <= 'z') || (unsigned char)s.p[0] >= 0x80);
}

static bool begins_word(wv_str s, const char *word)
{
    size_t n = strlen(word);
    return s.n > n && memcmp(s.p, word, n) == 0 && s.p[n] == ' ';
}

/* `be-` at the end of `out`, and `dreigde` to come: one word. */
static bool joins(const wv_buf *out, wv_str next)
{
    bool soft = out->n >= 3 && memcmp(out->p + out->n - 2, "\xC2\xAD", 2) == 0;
    bool hyphen = out->n >= 2 && out->p[out->n - 1] == '-';
    if (!soft && !hyphen) return false;
    unsigned char before = (unsigned char)out->p[out->n - (soft ? 3 : 2)];
    bool letter =
        (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') || before >= 0x80;
    if (!letter || !small(next)) return false;
    return !begins_word(next, "en") && !begins_word(next, "of") && !begins_word(next, "tot");
}

static void put_line(wv_buf *out, wv_str line, uint32_t *joined)
{
    if (out->n && out->p[out->n - 1] == '\n') {
        size_t end = out->n--;
        if (joins(out, trimmed(line))) {
            out->n -= out->p[out->n - 1] == '-' ? 1 : 2;
            line = trimmed(line);
            ++*joined;
        } else
            out->n = end;
    }
    wv_buf_str(out, line);
    wv_buf_byte(out, '\n');
}

static void put_page(cleaner *c, page *p, wv_buf *out, wv_pdf_counts *counts)
{
    bool blank = true, begun = false;
    if (edge(p, 0, false) == p->count) counts->empty_pages++;
    drop_edges(c, p, &counts->dropped);
    uint32_t margin = margin_of(p);
    for (uint32_t i = 0; i < p->count && !out->failed; i++) {
        wv_str line = p->lines[i];
        while (line.n && strchr(" \t\r", line.p[line.n - 1])) line.n--;
        if (!line.n) {
            if (!blank && begun) wv_buf_byte(out, '\n');
            blank = true;
            continue;
        }
        uint32_t cut = margin < line.n ? margin : line.n;
        put_line(out, (wv_str){line.p + cut, line.n - cut}, &counts->joined);
        blank = false;
        begun = true;
    }
}

wv_rc wv_pdf_clean(wv_str text, wv_buf *out, wv_pdf_counts *counts)
{
    cleaner c = {0};
    page *pages;
    uint32_t count = 0, at = 0;
    *counts = (wv_pdf_counts){0};
    wv_arena_init(&c.arena);
    wv_map_init(&c.edges);
    wv_buf_init(&c.shape);
    for (uint32_t i = 0; i < text.n; i++) counts->pages += text.p[i] == '\f';
    if (text.n && text.p[text.n - 1] != '\f') counts->pages++;
    pages = wv_arena_alloc(&c.arena, (counts->pages + 1) * sizeof *pages);
    if (!pages) c.failed = true;
    c.pages = counts->pages;
    while (at < text.n && !c.failed) {
        const char *stop = memchr(text.p + at, '\f', text.n - at);
        uint32_t n = stop ? (uint32_t)(stop - (text.p + at)) : text.n - at;
        read_page(&c, (wv_str){text.p + at, n}, &pages[count]);
        if (!c.failed) count_edges(&c, &pages[count++]);
        at += n + 1;
    }
    for (uint32_t i = 0; i < count && !c.failed; i++) put_page(&c, &pages[i], out, counts);
    bool failed = c.failed || out->failed;
    wv_arena_done(&c.arena);
    wv_map_done(&c.edges);
    wv_buf_done(&c.shape);
    return failed ? WV_E_NOMEM : WV_OK;
}
