/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf_text.c: what pdftotext gives -> text as its author wrote it.
 *
 *   Dossier 12            blz. 1        a head: on most pages, its digits apart: dropped, counted
 *     Zij verklaarde dat hij haar be-
 *     dreigde.                          bedreigde: joined, because the line goes on in small
 * letters de voor-                          "voor- en nadelen" stays: that hyphen is the author's
 *     en nadelen
 *
 * In: pages that end with a form feed. Out: text. Neighbour: pdf.c. Invariants: a line is dropped
 * only when it stands at the edge of a page and of more than half of the pages, and of three at
 * least; the left margin that all lines of a page share goes. Cost: linear, but for the compare of
 * edges: EDGE_LINES a page. */
#include "convert/pdf.h"

#include "base/map.h"

enum { EDGE_LINES = 2, PAGES_MIN = 3 };

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

/* Digits are all the same, white space is one space: `blz. 3  van 12` is `blz. 9 van 9`. */
static wv_str shape_of(cleaner *c, wv_str line)
{
    bool space = false;
    wv_buf_clear(&c->shape);
    line = trimmed(line);
    for (uint32_t i = 0; i < line.n; i++) {
        char x = line.p[i];
        bool digit = x >= '0' && x <= '9';
        if (x == ' ' || x == '\t') {
            space = true;
            continue;
        }
        if (space) wv_buf_byte(&c->shape, ' ');
        space = false;
        if (!digit || !c->shape.n || c->shape.p[c->shape.n - 1] != '9')
            wv_buf_byte(&c->shape, digit ? '9' : x);
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

static void count_edges(cleaner *c, const page *p)
{
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < EDGE_LINES; i++) {
            uint32_t at = edge(p, i, side);
            if (at == p->count) break;
            wv_str kept = wv_arena_str(&c->arena, shape_of(c, p->lines[at]));
            bool added;
            uint32_t *seen = kept.p ? wv_map_put(&c->edges, kept, 1, &added) : NULL;
            if (!seen)
                c->failed = true;
            else if (!added)
                ++*seen;
        }
}

static bool repeats(cleaner *c, wv_str line)
{
    wv_str shape = shape_of(c, line);
    uint32_t *seen = shape.n ? wv_map_get(&c->edges, shape) : NULL;
    return seen && *seen >= PAGES_MIN && *seen * 2 > c->pages;
}

static void drop_edges(cleaner *c, page *p, uint32_t *dropped)
{
    uint32_t drop[EDGE_LINES * 2], count = 0;
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < EDGE_LINES; i++) {
            uint32_t at = edge(p, i, side);
            if (at == p->count || !repeats(c, p->lines[at])) break;
            drop[count++] = at;
        }
    for (uint32_t i = 0; i < count; i++) {
        if (trimmed(p->lines[drop[i]]).n) ++*dropped;
        p->lines[drop[i]].n = 0;
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
