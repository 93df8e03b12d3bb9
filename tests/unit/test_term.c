/* SPDX-License-Identifier: EUPL-1.2 */
/* test_term.c: term patterns are read as the manual says, and refused with the place and a hint. */
#include "pack/term.h"
#include "text/inflect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    wv_source source;
    wv_lit lit;
    wv_arena arena;
    wv_diags diags;
    wv_term *term;
} fixture;

/* The literal stands in a file behind four bytes, as in `- a: x`. */
static void parse(fixture *f, const char *pattern)
{
    static char file[8192];
    snprintf(file, sizeof file, "- a: %s", pattern);
    *f = (fixture){.source = {WV_STR("x.yaml"), wv_str_of(file)}};
    uint32_t n = (uint32_t)strlen(pattern);
    f->lit = (wv_lit){{file + 5, n}, {&f->source, 5, 5 + n}};
    wv_arena_init(&f->arena);
    wv_diags_init(&f->diags);
    f->term = wv_term_parse(&f->lit, &f->arena, &f->diags);
}

static void done(fixture *f)
{
    wv_diags_done(&f->diags);
    wv_arena_done(&f->arena);
}

/* A tree as text: what the author meant, with every default written out. */
static void write_term(wv_buf *b, const wv_term *t)
{
    static const char *const JOINTS[] = {" ", " .. ", " ... "};
    switch (t->kind) {
    case WV_TERM_WORD: wv_buf_format(b, "word:%u ", t->pos); break;
    case WV_TERM_EXACT: wv_buf_text(b, "exact "); break;
    case WV_TERM_SPLIT: wv_buf_format(b, "split %.*s ", (int)t->particle.n, t->particle.p); break;
    case WV_TERM_HEAD: wv_buf_text(b, "head "); break;
    case WV_TERM_FIRST: wv_buf_text(b, "first "); break;
    case WV_TERM_NAME: wv_buf_text(b, "name "); break;
    case WV_TERM_SEQ: wv_buf_text(b, "seq"); break;
    case WV_TERM_ANY: wv_buf_text(b, "any"); break;
    case WV_TERM_ALL: wv_buf_text(b, "all"); break;
    }
    wv_buf_str(b, t->text);
    for (uint32_t i = 0; i < t->count; i++) {
        wv_buf_text(b, i == 0 ? "(" : t->kind == WV_TERM_SEQ ? JOINTS[t->items[i]->joint] : ", ");
        if (i && t->kind == WV_TERM_SEQ && t->items[i]->gap != WV_TERM_GAP_MAX)
            wv_buf_format(b, "%u ", t->items[i]->gap);
        write_term(b, t->items[i]);
    }
    wv_buf_text(b, t->count ? ")" : "");
    if (t->window) wv_buf_format(b, "~%u", t->window);
    wv_buf_text(b, t->optional ? "?" : "");
}

static void each_form_of_the_grammar_is_read(void **state)
{
    static const char *const CASES[][2] = {
        {"woord", "word:0 woord"},
        {"slaan:v", "word:1 slaan"},
        {"slag:n", "word:2 slag"},
        {"bang:a", "word:4 bang"},
        {"=niet", "exact niet"},
        {"🔪", "exact 🔪"},
        {"112", "exact 112"},
        {"op+bellen", "split op bellen"},
        {"_verbod", "head verbod"},
        {"stalking_", "first stalking"},
        {"<naaste>", "name naaste"},
        {"nieuwe vriend", "seq(word:0 nieuwe word:0 vriend)"},
        {"a .. b", "seq(word:0 a .. word:0 b)"},
        {"a ..4 b", "seq(word:0 a .. 4 word:0 b)"},
        {"a ... b", "seq(word:0 a ... word:0 b)"},
        {"a? b", "seq(word:0 a? word:0 b)"},
        {"(a | b)", "any(word:0 a, word:0 b)"},
        {"(a & b)~6", "all(word:0 a, word:0 b)~6"},
        {"(a)", "word:0 a"},
        {"(a b | c) d", "seq(any(seq(word:0 a word:0 b), word:0 c) word:0 d)"},
        {"(a & (b | c .. d))", "all(word:0 a, any(word:0 b, seq(word:0 c .. word:0 d)))"},
        {"m'n ex-vriend", "seq(word:0 m'n word:0 ex-vriend)"},
        {"t.h.v.", "word:0 t.h.v."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        fixture f;
        wv_buf b;
        parse(&f, CASES[i][0]);
        if (!f.term) fail_msg("%s is refused", CASES[i][0]);
        wv_buf_init(&b);
        write_term(&b, f.term);
        wv_buf_byte(&b, 0);
        assert_string_equal(b.p, CASES[i][1]);
        wv_buf_done(&b);
        done(&f);
    }
}

static void what_cannot_be_read_is_refused_at_its_place(void **state)
{
    static const struct {
        const char *pattern, *message;
        uint32_t start, end; /* in the pattern */
    } CASES[] = {
        {"(a | b", "a group that is not closed", 0, 1},
        {"a | b", "'|' and '&' stand in parentheses only", 2, 3},
        {"a)", "a ')' without its '('", 1, 2},
        {"(a | b & c)", "'&' and '|' in one group", 7, 8},
        {"(a | )", "a word is missing here", 5, 6},
        {"()", "a word is missing here", 1, 2},
        {".. a", "a pattern cannot begin with a gap", 0, 2},
        {"a ..", "a pattern cannot end with a gap", 3, 4},
        {"a ..b", "a gap must stand apart from words", 4, 5},
        {"a ..999 b", "number of words out of range", 4, 7},
        {"slaan:x", "unknown part of speech", 5, 7},
        {"op+gebeld", "not an infinitive after the particle", 3, 9},
        {"<naaste", "a name that is not closed with '>'", 0, 7},
        {"<>", "a name that is not closed with '>'", 0, 1},
        {"dood!", "a character that is part of no word", 4, 5},
        {"(a | \"b c\")", "a character that is part of no word", 5, 6},
        {"(a | b)~4", "'~' does not stand after an & group", 7, 8},
        {"(a & b)~", "a window of at least 2 words must follow '~'", 7, 8},
        {"(((((((((a)))))))))", "groups nested too deep", 8, 9},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        fixture f;
        parse(&f, CASES[i].pattern);
        assert_null(f.term);
        assert_int_equal(f.diags.count, 1);
        const wv_diag *d = &f.diags.items[0];
        if (!wv_str_is(d->message, CASES[i].message) || d->place.start != 5 + CASES[i].start ||
            d->place.end != 5 + CASES[i].end)
            fail_msg("%s: %.*s at %u-%u", CASES[i].pattern, (int)d->message.n, d->message.p,
                     d->place.start - 5, d->place.end - 5);
        done(&f);
    }
}

static void a_pattern_has_limits(void **state)
{
    (void)state;
    fixture f;
    char many[4096] = "(";
    for (int i = 0; i < 600; i++) strcat(many, i ? "|a" : "a");
    strcat(many, ")");
    parse(&f, many);
    assert_null(f.term);
    assert_true(wv_str_is(f.diags.items[0].message, "too many parts in one pattern"));
    done(&f);
    char longer[256] = "a";
    for (int i = 0; i < 40; i++) strcat(longer, " a");
    parse(&f, longer);
    assert_null(f.term);
    assert_true(wv_str_is(f.diags.items[0].message, "more than 32 parts in a sequence"));
    done(&f);
}

/* Whatever bytes: an answer or a complaint, never both, never neither. */
static void any_bytes_end_in_a_tree_or_a_complaint(void **state)
{
    static const char ALPHABET[] = "ab(|&)?~<>=+:_. 4\"\xC3\xA9";
    uint64_t random = 1;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[24];
        uint32_t n = 0, length;
        random = random * UINT64_C(6364136223846793005) + 1;
        length = (uint32_t)(random >> 33) % 20;
        for (; n < length; n++) {
            random = random * UINT64_C(6364136223846793005) + 1;
            text[n] = ALPHABET[(random >> 33) % (sizeof ALPHABET - 1)];
        }
        text[n] = 0;
        fixture f;
        parse(&f, text);
        assert_int_equal(f.term == NULL, f.diags.count > 0);
        done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_of_the_grammar_is_read),
        cmocka_unit_test(what_cannot_be_read_is_refused_at_its_place),
        cmocka_unit_test(a_pattern_has_limits),
        cmocka_unit_test(any_bytes_end_in_a_tree_or_a_complaint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
