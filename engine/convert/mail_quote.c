/* SPDX-License-Identifier: EUPL-1.2 */
/* mail_quote.c: the text of a mail -> what its sender wrote, and what the sender repeats of
 * another.
 *
 *   Ik kom morgen toch.                                              own
 *   Op ma 5 jan 2026 om 10:00 schreef Anna <anna@example.org>:       attribution: who is quoted
 *   > Kom niet meer langs.                                           quoted, one `>` taken off
 *
 * In: text. Out: two buffers and the author. Neighbours: mail.c calls it again on what was quoted,
 * so each level gets its own author; ufdr_model.c for the mails of an extraction. Why: without it
 * *Kom niet meer langs* counts as said by the wrong one. What is quoted is still read, marked: a
 * reply may be all that is left of a threat. Invariants: every line with words goes to one of the
 * two, but for attributions and header lines, which say who. A sentence of the sender's own such as
 * *Op 3 januari schreef je mij:* is no attribution: that needs `>` under it, or an address. Cost:
 * linear; each line is looked at at most four times. */
#include "convert/mail.h"

enum { HEADERS_LOOKED_AT = 8, ATTRIBUTION_LINES = 3, ATTRIBUTION_BYTES = 400 };

typedef struct quoted_from {
    wv_str author; /* address or name as the attribution says; empty: it does not say */
    bool forwarded;
} quoted_from;

typedef struct lines {
    wv_str text;
    uint32_t at;
} lines;

static bool next_line(lines *l, wv_str *line)
{
    if (l->at >= l->text.n) return false;
    const char *start = l->text.p + l->at;
    const char *stop = memchr(start, '\n', l->text.n - l->at);
    uint32_t n = stop ? (uint32_t)(stop - start) : l->text.n - l->at;
    l->at += n + (stop != NULL);
    if (n && start[n - 1] == '\r') n--;
    *line = (wv_str){start, n};
    return true;
}

static wv_str trimmed(wv_str s)
{
    while (s.n && strchr(" \t*_", s.p[0])) s.p++, s.n--;
    while (s.n && strchr(" \t*_", s.p[s.n - 1])) s.n--;
    return s;
}

static bool is_blank(wv_str s)
{
    return trimmed(s).n == 0;
}

static bool begins(wv_str s, const char *word)
{
    size_t n = strlen(word);
    return s.n >= n && strncasecmp(s.p, word, n) == 0;
}

static bool has(wv_str s, const char *word)
{
    size_t n = strlen(word);
    for (uint32_t i = 0; i + n <= s.n; i++)
        if (strncasecmp(s.p + i, word, n) == 0) return true;
    return false;
}

static bool any(wv_str s, const char *const *words, bool (*test)(wv_str, const char *))
{
    for (; *words; words++)
        if (test(s, *words)) return true;
    return false;
}

/* `> ` and `>`; the rest of the line goes to *rest. */
static bool is_quoted(wv_str line, wv_str *rest)
{
    uint32_t i = 0;
    while (i < line.n && i < 3 && line.p[i] == ' ') i++;
    if (i == line.n || line.p[i] != '>') return false;
    i++;
    if (i < line.n && line.p[i] == ' ') i++;
    *rest = (wv_str){line.p + i, line.n - i};
    return true;
}

/* `<anna@example.org>`, or any word with a `@`; empty when there is none. */
static wv_str address_in(wv_str s)
{
    for (uint32_t i = 1; i + 1 < s.n; i++) {
        if (s.p[i] != '@') continue;
        uint32_t from = i, to = i + 1;
        while (from && !strchr(" \t<>()[]:;,\"", s.p[from - 1])) from--;
        while (to < s.n && !strchr(" \t<>()[]:;,\"", s.p[to])) to++;
        if (from < i && to > i + 1) return (wv_str){s.p + from, to - from};
    }
    return (wv_str){NULL, 0};
}

/* The name in `... schreef Anna Bakker:` when no address is told. */
static wv_str name_in(wv_str s)
{
    static const char *const before[] = {"schreef ", "heeft "};
    for (size_t k = 0; k < 2; k++)
        for (uint32_t i = 0; i + 8 < s.n; i++) {
            if (!begins((wv_str){s.p + i, s.n - i}, before[k])) continue;
            wv_str rest = {s.p + i + strlen(before[k]), s.n - i - (uint32_t)strlen(before[k])};
            uint32_t n = 0;
            while (n < rest.n && rest.p[n] != ':' && rest.p[n] != '<' && rest.p[n] != ',') n++;
            rest.n = n;
            if (!begins(rest, "op ") && rest.n < 80) return trimmed(rest);
        }
    return (wv_str){NULL, 0};
}

static bool quoted_follows(lines l)
{
    wv_str line, rest;
    while (next_line(&l, &line))
        if (!is_blank(line)) return is_quoted(line, &rest);
    return false;
}

/* At `line`: `Op ... schreef ...:`, which may be broken over three lines. Moves l behind it. */
static bool is_attribution(lines *l, wv_str line, quoted_from *about)
{
    static const char *const verbs[] = {"schreef", "geschreven", "wrote",
                                        "schrieb", "verzonden",  NULL};
    static const char *const starts[] = {"op ", "on ", "am ", "le ", NULL};
    lines ahead = *l;
    wv_str whole = trimmed(line), more;
    bool opens = any(whole, starts, begins);
    for (int i = 0; i < ATTRIBUTION_LINES && whole.n < ATTRIBUTION_BYTES; i++) {
        if (whole.n && whole.p[whole.n - 1] == ':' && any(whole, verbs, has)) {
            wv_str address = address_in(whole);
            bool says = quoted_follows(ahead) || (opens && address.n);
            if (!says) return false;
            about->author = address.n ? address : name_in(whole);
            *l = ahead;
            return true;
        }
        if (!opens || !next_line(&ahead, &more) || is_blank(more)) return false;
        whole.n = (uint32_t)(more.p + more.n - whole.p);
    }
    return false;
}

static const char *const g_from[] = {"van:", "from:", "afzender:", NULL};
static const char *const g_others[] = {
    "verzonden:", "sent:", "datum:",     "date:",    "aan:", "to:",
    "cc:",        "bcc:",  "onderwerp:", "subject:", NULL};

/* At a line `Van: ...`: the head of an answered mail, as Outlook writes it. Moves l behind the
 * head. */
static bool is_head(lines *l, wv_str line, quoted_from *about)
{
    lines ahead = *l;
    wv_str first = trimmed(line), more;
    uint32_t others = 0;
    if (!any(first, g_from, begins)) return false;
    for (int i = 0; i < HEADERS_LOOKED_AT; i++) {
        lines before = ahead;
        if (!next_line(&ahead, &more)) break;
        if (!any(trimmed(more), g_others, begins)) {
            ahead = before;
            break;
        }
        others++;
    }
    if (others < 2) return false;
    const char *colon = memchr(first.p, ':', first.n);
    wv_str who = trimmed((wv_str){colon + 1, (uint32_t)(first.p + first.n - colon - 1)});
    wv_str address = address_in(who);
    about->author = address.n ? address : who;
    *l = ahead;
    return true;
}

/* `-----Oorspronkelijk bericht-----`: all that follows is another's. */
static bool is_marker(wv_str line, bool *forwarded)
{
    static const char *const forwards[] = {"doorgestuurd bericht", "forwarded message",
                                           "begin doorgestuurd bericht", "begin forwarded message",
                                           NULL};
    static const char *const originals[] = {"oorspronkelijk bericht", "origineel bericht",
                                            "original message", "original appointment", NULL};
    wv_str s = trimmed(line);
    bool dashed = begins(s, "---"), begin = begins(s, "begin ");
    if (!dashed && !begin) return false;
    while (s.n && (s.p[0] == '-' || s.p[0] == ' ')) s.p++, s.n--;
    *forwarded = any(s, forwards, begins);
    return s.n < 60 && (*forwarded || (dashed && any(s, originals, begins)));
}

static void add_line(wv_buf *out, wv_str line)
{
    wv_buf_str(out, line);
    wv_buf_byte(out, '\n');
}

/* Everything from here on is another's; a head says whose. */
static void take_rest(lines *l, wv_buf *quoted, quoted_from *about)
{
    wv_str line, rest;
    bool looked = false;
    while (next_line(l, &line)) {
        if (!looked && is_blank(line)) continue;
        if (!looked && is_head(l, line, about)) {
            looked = true;
            continue;
        }
        looked = true;
        add_line(quoted, is_quoted(line, &rest) && about->forwarded ? rest : line);
    }
}

static void trim_end(wv_buf *b)
{
    while (b->n && (b->p[b->n - 1] == '\n' || b->p[b->n - 1] == ' ')) b->n--;
}

static void trim_start(wv_buf *b)
{
    size_t i = 0;
    while (i < b->n && b->p[i] == '\n') i++;
    if (i) memmove(b->p, b->p + i, b->n - i);
    b->n -= i;
}

/* The line of underscores that Outlook draws above a head. */
static void drop_rule(wv_buf *own)
{
    size_t n = own->n;
    while (n && strchr("_ \n\r", own->p[n - 1])) n--;
    if (own->n - n > 10 && !own->failed) own->n = n;
}

static void split(wv_str text, wv_buf *own, wv_buf *quoted, quoted_from *about)
{
    lines l = {text, 0};
    wv_str line, rest;
    *about = (quoted_from){0};
    while (next_line(&l, &line)) {
        if (is_quoted(line, &rest)) {
            add_line(quoted, rest);
            continue;
        }
        quoted_from found = {0};
        if (is_marker(line, &found.forwarded)) {
            *about = found;
            take_rest(&l, quoted, about);
        } else if (is_head(&l, line, &found)) {
            *about = found;
            drop_rule(own);
            take_rest(&l, quoted, about);
        } else if (is_attribution(&l, line, &found)) {
            if (!about->author.n) about->author = found.author;
            /* No `>` under it: a telephone that marks nothing. */
            if (!quoted_follows(l)) take_rest(&l, quoted, about);
        } else
            add_line(own, line);
    }
    if (own->failed || quoted->failed) return;
    trim_end(own);
    trim_start(own);
    trim_end(quoted);
    trim_start(quoted);
}

/* ---- levels ---- */

void wv_mail_levels_init(wv_mail_levels *l)
{
    *l = (wv_mail_levels){0};
    wv_buf_init(&l->own);
    wv_buf_init(&l->quoted);
    wv_buf_init(&l->level);
}

void wv_mail_levels_done(wv_mail_levels *l)
{
    wv_buf_done(&l->own);
    wv_buf_done(&l->quoted);
    wv_buf_done(&l->level);
}

bool wv_mail_levels_failed(const wv_mail_levels *l)
{
    return l->own.failed || l->quoted.failed || l->level.failed;
}

static void split_level(wv_mail_levels *l, wv_str text)
{
    quoted_from next;
    wv_buf_clear(&l->own);
    wv_buf_clear(&l->quoted);
    split(text, &l->own, &l->quoted, &next);
    /* A name of 255 bytes is none; cut it at a character. */
    uint32_t n = next.author.n < 255 ? next.author.n : 255;
    while (n && n < next.author.n && ((unsigned char)next.author.p[n] & 0xC0) == 0x80) n--;
    if (n) memcpy(l->next_author, next.author.p, n);
    l->next_author[n] = '\0';
    l->next_forwarded = next.forwarded;
}

void wv_mail_levels_begin(wv_mail_levels *l, wv_str text)
{
    l->depth = 0;
    l->author[0] = '\0';
    l->forwarded = false;
    split_level(l, text);
}

bool wv_mail_levels_next(wv_mail_levels *l)
{
    if (!l->quoted.n || l->depth == WV_MAIL_QUOTES_MAX || wv_mail_levels_failed(l)) return false;
    l->depth++;
    wv_buf_clear(&l->level);
    wv_buf_add(&l->level, l->quoted.p, l->quoted.n);
    memcpy(l->author, l->next_author, sizeof l->author);
    l->forwarded = l->next_forwarded;
    if (l->level.failed) return false;
    if (l->depth < WV_MAIL_QUOTES_MAX) {
        split_level(l, (wv_str){l->level.p, (uint32_t)l->level.n});
    } else {
        wv_buf_clear(&l->own);
        wv_buf_clear(&l->quoted);
        wv_buf_add(&l->own, l->level.p, l->level.n);
    }
    return true;
}

bool wv_mail_is_answer(wv_str subject)
{
    static const char *const words[] = {"re:", "antw:", "antw.:", "fw:",    "fwd:", "doorst:",
                                        "aw:", "betr:", "re ",    "re[2]:", "tr:",  NULL};
    return any(subject, words, begins);
}
