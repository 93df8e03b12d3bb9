/* SPDX-License-Identifier: EUPL-1.2 */
/* test_stemmer.c: an engine that finds another stemmer than 2.2 opens no pack. libstemmer's own
 * functions are replaced by this program's: what an upgrade of the system's library does. */
#include "oracle/made_pack.h"

#include "text/stem.h"

#include <libstemmer.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The pinned answers, and one of them that the test may change. */
static const char *const pinned[][2] = {
#define T(word, stem) {word, stem},
#include "text/data/stems_pinned.inc"
#undef T
};
enum { PINNED = sizeof pinned / sizeof *pinned };

static const char *g_other; /* a word that gets another stem */
static bool g_none;         /* no stemmer can be had */
static char g_stem[64];

struct sb_stemmer {
    int length;
};
static struct sb_stemmer the_one;

struct sb_stemmer *sb_stemmer_new(const char *algorithm, const char *encoding)
{
    assert_string_equal(algorithm, "dutch");
    assert_string_equal(encoding, "UTF_8");
    return g_none ? NULL : &the_one;
}

void sb_stemmer_delete(struct sb_stemmer *s)
{
    (void)s;
}

const sb_symbol *sb_stemmer_stem(struct sb_stemmer *s, const sb_symbol *word, int size)
{
    wv_str asked = {(const char *)word, (uint32_t)size}, stem = asked;
    for (int i = 0; i < PINNED; i++)
        if (wv_str_is(asked, pinned[i][0])) stem = wv_str_of(pinned[i][1]);
    if (g_other && wv_str_is(asked, g_other)) stem = WV_STR("anders");
    assert_true(stem.n < sizeof g_stem);
    memcpy(g_stem, stem.p, stem.n);
    s->length = (int)stem.n;
    return (const sb_symbol *)g_stem;
}

int sb_stemmer_length(struct sb_stemmer *s)
{
    return s->length;
}

static wv_rc freeze_one(wv_err *err)
{
    wv_frozen *pack = NULL;
    wv_diags diags;
    wv_diags_init(&diags);
    wv_rc rc = wv_pack_freeze(made_ast(&(const made_rule){.name = "r", .patterns = {"hond"}}, 1),
                              &pack, &diags, err);
    assert_null(pack);
    wv_diags_done(&diags);
    return rc;
}

static void without_a_stemmer_no_pack_opens(void **state)
{
    wv_err err = {0};
    (void)state;
    g_none = true; /* first of all: a thread keeps the stemmer that it has */
    assert_int_equal(freeze_one(&err), WV_E_NOMEM);
    g_none = false;
}

static void the_stemmer_that_is_known_opens_a_pack(void **state)
{
    (void)state;
    wv_frozen_free(made_pack(&(const made_rule){.name = "r", .patterns = {"hond"}}, 1));
}

static void another_stem_of_any_pinned_word_is_exit_78(void **state)
{
    (void)state;
    assert_int_equal(PINNED, 300);
    for (int i = 0; i < PINNED; i++) {
        wv_err err = {0};
        g_other = pinned[i][0];
        wv_rc rc = freeze_one(&err);
        assert_int_equal(rc, WV_E_VERSION);
        assert_int_equal(wv_rc_exit(rc), 78);
        assert_non_null(strstr(err.message, g_other));
        assert_non_null(strstr(err.hint, "libstemmer 2.2"));
    }
    g_other = NULL;
}

static void the_pack_of_a_folder_is_refused_too(void **state)
{
    wv_frozen *pack = NULL;
    wv_diags diags;
    wv_err err = {0};
    (void)state;
    wv_diags_init(&diags);
    g_other = pinned[PINNED / 2][0];
    wv_rc rc = wv_pack_open("rules/nl-stalking", &pack, &diags, &err);
    g_other = NULL;
    assert_int_equal(wv_rc_exit(rc), 78);
    assert_int_equal(rc, WV_E_VERSION);
    assert_null(pack);
    wv_diags_done(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_stemmer_no_pack_opens),
        cmocka_unit_test(the_stemmer_that_is_known_opens_a_pack),
        cmocka_unit_test(another_stem_of_any_pinned_word_is_exit_78),
        cmocka_unit_test(the_pack_of_a_folder_is_refused_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
