/* SPDX-License-Identifier: EUPL-1.2 */
/* tokens_link.c: web and mail addresses, @mentions, emoji. In: a text and a place. Out: where the
 * token ends, 0 if none. Neighbours: tokens.c. Invariant: a link ends at white space at the latest;
 * closing marks of the sentence stay outside. */
#include "text/edges.h"
#include "text/tokens_shapes.h"
#include "text/utf8.h"

/* Longest mail address we look for: RFC 5321 allows 254; a longer run costs no more than this look
 * ahead. */
enum { MAIL_BYTES_MAX = 254 };

static bool prefix_at(wv_str s, uint32_t i, const char *lower)
{
    size_t n = strlen(lower);
    return i + n <= s.n && wv_edges_same(s.p + i, lower, n);
}

static bool link_stop(unsigned char c)
{
    return c <= ' ' || c == '<' || c == '>' || c == '"' || c == '|' || c == 0x7F;
}

/* To white space, less the marks that belong to the sentence: "(zie www.x.nl)." */
static uint32_t link_end(wv_str s, uint32_t at)
{
    uint32_t i = at;
    while (i < s.n && !link_stop((unsigned char)s.p[i])) i++;
    while (i > at && strchr(".,;:!?)]}'*", s.p[i - 1])) i--;
    return i;
}

static bool domain_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* marktplaats.nl: labels with dots, the last one a top-level domain seen in the Netherlands and
 * Belgium. Others are left alone, because chat leaves out the space after a full stop ("ik
 * kom.wacht"). */
static uint32_t domain_end(wv_str s, uint32_t at, bool any_top)
{
    static const char *const tops[] = {"nl", "be", "com", "org", "net", "eu", "info", "app"};
    uint32_t i = at, label = at, dots = 0;
    for (; i < s.n && i < at + MAIL_BYTES_MAX; i++) {
        if (s.p[i] == '.' && i > label && i + 1 < s.n && domain_byte(s.p[i + 1]))
            dots++, label = i + 1;
        else if (!domain_byte(s.p[i]))
            break;
    }
    if (!dots) return 0;
    if (any_top) return i;
    for (size_t k = 0; k < sizeof tops / sizeof *tops; k++)
        if (strlen(tops[k]) == i - label && prefix_at(s, label, tops[k])) return i;
    return 0;
}

static uint32_t mail_end(wv_str s, uint32_t at)
{
    uint32_t i = at;
    while (i < s.n && i < at + MAIL_BYTES_MAX && (domain_byte(s.p[i]) || strchr("._+%", s.p[i])))
        i++;
    if (i == at || i >= s.n || s.p[i] != '@') return 0;
    return domain_end(s, i + 1, true);
}

static uint32_t mention_end(wv_str s, uint32_t at)
{
    uint32_t i = at + 1;
    while (i < s.n && (domain_byte(s.p[i]) || s.p[i] == '_' || s.p[i] == '.')) i++;
    while (i > at + 1 && (s.p[i - 1] == '.' || s.p[i - 1] == '-')) i--;
    return i > at + 2 ? i : 0;
}

uint32_t wv_tokens_link(wv_str s, uint32_t at)
{
    if (s.p[at] == '@') return mention_end(s, at);
    if (prefix_at(s, at, "http://") || prefix_at(s, at, "https://")) return link_end(s, at);
    if (prefix_at(s, at, "www.") && at + 4 < s.n && domain_byte(s.p[at + 4]))
        return link_end(s, at);
    uint32_t end = mail_end(s, at);
    if (end) return end;
    end = domain_end(s, at, false);
    if (end && end < s.n && s.p[end] == '/') return link_end(s, at);
    return end;
}

static uint32_t joiners_end(wv_str s, uint32_t i, bool *zero_width_joiner)
{
    uint32_t bytes;
    *zero_width_joiner = false;
    while (wv_edges_at(s, i, &bytes) == WV_EDGE_JOINER ||
           wv_edges_at(s, i, &bytes) == WV_EDGE_MARK) {
        *zero_width_joiner = wv_utf8_decode(s, i, &bytes) == 0x200D;
        i += bytes;
    }
    return i;
}

static bool skin_tone(wv_str s, uint32_t i, uint32_t *bytes)
{
    if (i >= s.n) return false;
    uint32_t code = wv_utf8_decode(s, i, bytes);
    return code >= 0x1F3FB && code <= 0x1F3FF;
}

/* 👮🏽‍♀️ = officer, skin tone, joiner, sign, selector: one token. 🇳🇱 = two
 * indicators.
 */
static uint32_t pictogram_end(wv_str s, uint32_t at)
{
    uint32_t bytes, i = at;
    bool joined = true;
    wv_edge edge = wv_edges_at(s, i, &bytes);
    if (edge == WV_EDGE_FLAG) {
        i += bytes;
        return wv_edges_at(s, i, &bytes) == WV_EDGE_FLAG ? i + bytes : i;
    }
    while (joined && wv_edges_at(s, i, &bytes) == WV_EDGE_EMOJI) {
        i += bytes;
        if (skin_tone(s, i, &bytes)) i += bytes;
        i = joiners_end(s, i, &joined);
    }
    return i > at ? i : 0;
}

/* :-) ;) =D :'( <3 : eyes, perhaps a nose, a mouth; a mouth that is a letter or digit must end
 * there ("zie:p3"). */
static uint32_t smiley_end(wv_str s, uint32_t at)
{
    uint32_t i = at, bytes;
    if (prefix_at(s, at, "<3")) {
        i = at + 2;
    } else {
        if (s.n - at < 2 || !strchr(":;=", s.p[at])) return 0;
        i++;
        if (strchr("-'^o", s.p[i]) && i + 1 < s.n) i++;
        if (!s.p[i] || !strchr(")(DPp/|*sS$@", s.p[i])) return 0;
        char mouth = s.p[i++];
        while (i < s.n && s.p[i] == mouth && (mouth == ')' || mouth == '(')) i++;
    }
    wv_edge edge = wv_edges_at(s, i, &bytes);
    if (edge == WV_EDGE_LETTER || edge == WV_EDGE_DIGIT) return 0;
    return i < s.n && s.p[i] == '/' ? 0 : i;
}

uint32_t wv_tokens_emoji(wv_str s, uint32_t at)
{
    if ((unsigned char)s.p[at] >= 0x80) return pictogram_end(s, at);
    return smiley_end(s, at);
}
