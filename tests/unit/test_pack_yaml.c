/* SPDX-License-Identifier: EUPL-1.2 */
/* test_pack_yaml.c: trees of yaml.c: places, values, what is refused, and that damaged files end.
 */
#include "pack/codes.h"
#include "pack/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct reading {
    wv_source source;
    wv_arena arena;
    wv_diags diags;
    wv_yaml_docs docs;
} reading;

static void read_text(reading *r, wv_str text)
{
    *r = (reading){.source = {WV_STR("t.yaml"), text}};
    wv_arena_init(&r->arena);
    wv_diags_init(&r->diags);
    assert_int_equal(wv_yaml_read(&r->source, &r->arena, &r->docs, &r->diags), WV_OK);
}

static void done(reading *r)
{
    wv_arena_done(&r->arena);
    wv_diags_done(&r->diags);
}

static void assert_piece(const wv_node *n, const char *expected)
{
    wv_str piece = {n->place.source->text.p + n->place.start, n->place.end - n->place.start};
    assert_int_equal(piece.n, strlen(expected));
    assert_memory_equal(piece.p, expected, piece.n);
}

static void a_place_is_the_value_without_its_quotes(void **state)
{
    (void)state;
    reading r;
    read_text(&r, WV_STR("\xEF\xBB\xBFlist: naaste\nterms: [\xC3\xA9\xC3\xA9n, 'twee', "
                         "\"dr\\u0069e\", (a & b)~6, \xF0\x9F\x94\xAA]\n"));
    assert_int_equal(r.docs.count, 1);
    const wv_node *terms = wv_node_get(r.docs.items[0], "terms");
    assert_int_equal(terms->count, 5);
    assert_piece(terms->items[0], "\xC3\xA9\xC3\xA9n");
    assert_piece(terms->items[1], "twee");
    assert_piece(terms->items[2], "dr\\u0069e");
    assert_true(wv_str_is(terms->items[2]->scalar, "drie"));
    assert_piece(terms->items[3], "(a & b)~6");
    assert_piece(terms->items[4], "\xF0\x9F\x94\xAA");
    assert_piece(r.docs.items[0]->keys[1], "terms");
    assert_false(terms->items[0]->quoted);
    assert_true(terms->items[1]->quoted);
    done(&r);
}

static void comments_between_documents_make_no_document(void **state)
{
    (void)state;
    reading r;
    read_text(&r, WV_STR("# kop\n---\na: 1\n---\n# niets\n---\nb: 2\n...\n"));
    assert_int_equal(r.diags.count, 0);
    assert_int_equal(r.docs.count, 2);
    done(&r);
    read_text(&r, WV_STR(""));
    assert_int_equal(r.docs.count, 0);
    assert_int_equal(r.diags.count, 0);
    done(&r);
}

static void a_place_inside_a_folded_text_is_still_exact(void **state)
{
    (void)state;
    reading r;
    read_text(&r, WV_STR("p: pijn ..\n   slikken <naaste>\n"));
    const wv_node *p = wv_node_get(r.docs.items[0], "p");
    assert_true(wv_str_is(p->scalar, "pijn .. slikken <naaste>"));
    wv_place at = wv_node_place(&p->place, p->scalar, 17, 23);
    assert_memory_equal(r.source.text.p + at.start, "naaste", 6);
    assert_int_equal(at.end - at.start, 6);
    done(&r);
}

static void crlf_files_are_read_like_others(void **state)
{
    (void)state;
    reading r;
    read_text(&r, WV_STR("a: een\r\nb: [twee,\r\n  drie]\r\n"));
    assert_int_equal(r.diags.count, 0);
    assert_true(wv_str_is(wv_node_get(r.docs.items[0], "a")->scalar, "een"));
    done(&r);
}

static void duplicate_keys_are_found_in_large_maps_too(void **state)
{
    (void)state;
    wv_buf text;
    wv_buf_init(&text);
    for (int i = 0; i < 5000; i++) wv_buf_format(&text, "k%d: v\n", i);
    wv_buf_text(&text, "k17: weer\n");
    reading r;
    read_text(&r, (wv_str){text.p, (uint32_t)text.n});
    assert_int_equal(r.diags.errors, 1);
    assert_int_equal(r.diags.items[0].code, WV_CODE_YAML_KEY_TWICE);
    done(&r);
    wv_buf_done(&text);
}

static void nesting_at_the_limit_is_read_and_one_deeper_is_refused(void **state)
{
    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        char text[128];
        int n = 0, depth = WV_NODE_DEPTH_MAX + extra;
        for (int i = 0; i < depth; i++) text[n++] = '[';
        for (int i = 0; i < depth; i++) text[n++] = ']';
        reading r;
        read_text(&r, (wv_str){text, (uint32_t)n});
        assert_int_equal(r.diags.errors, (unsigned)extra);
        if (extra) assert_int_equal(r.diags.items[0].code, WV_CODE_YAML_DEPTH);
        done(&r);
    }
}

static void a_file_over_the_limit_is_refused_unread(void **state)
{
    (void)state;
    char *large = malloc(WV_YAML_BYTES_MAX + 1);
    memset(large, 'a', WV_YAML_BYTES_MAX + 1);
    reading r;
    read_text(&r, (wv_str){large, WV_YAML_BYTES_MAX + 1});
    assert_int_equal(r.diags.items[0].code, WV_CODE_FILE_SIZE);
    done(&r);
    free(large);
}

static uint64_t g_random = 88172645463325252u;

static uint32_t random_below(uint32_t n)
{
    g_random ^= g_random << 13, g_random ^= g_random >> 7, g_random ^= g_random << 17;
    return (uint32_t)(g_random >> 11) % n;
}

static const char g_seed[] = "# kop\nname: threat.kill.direct\nsignal: threat.kill\ndetection:\n  "
                             "doden: [(<target> & <doden>), a .. b, \"x y\"]\n"
                             "  re: {text|re: '\\bdood\\b', needs: [dood]}\n  condition: doden and "
                             "not re\nscope: {negated: drop}\n"
                             "response: >-\n  een\n  twee\ntests:\n  - {match: \"Ik maak je dood "
                             "\xF0\x9F\x94\xAA.\", who: P}\n---\nlist: a\nterms:\n- b\n- c\n";

/* Every scalar of a tree lies inside its file. */
static void assert_inside(const wv_node *n, uint32_t bytes)
{
    assert_true(n->place.start <= bytes);
    for (uint32_t i = 0; n->type != WV_NODE_SCALAR && i < n->count; i++)
        assert_inside(n->items[i], bytes);
}

static void damaged_files_end_and_every_place_lies_inside_them(void **state)
{
    (void)state;
    static const char spice[] = "[]{}:,#&*!|>'\"%@`-? \n\t<>=+_()~.\x00\x1b\xff\xc3\xf0";
    char text[sizeof g_seed * 2];
    alarm(60); /* libfyaml 0.7.12 is known to hang; a hang must fail this test, not the run */
    for (int round = 0; round < 30000; round++) {
        uint32_t n = sizeof g_seed - 1;
        memcpy(text, g_seed, n);
        for (uint32_t k = 1 + random_below(4); k; k--) {
            uint32_t at = random_below(n);
            switch (random_below(3)) {
            case 0: text[at] = spice[random_below(sizeof spice - 1)]; break;
            case 1: memmove(text + at, text + at + 1, n - at - 1), n--; break;
            default:
                memmove(text + at + 1, text + at, n - at),
                    text[at] = spice[random_below(sizeof spice - 1)], n++;
            }
        }
        if (random_below(8) == 0) n = random_below(n + 1);
        char *exact = malloc(n ? n : 1); /* so that a sanitizer sees a read past the end */
        memcpy(exact, text, n);
        reading r;
        read_text(&r, (wv_str){exact, n});
        for (uint32_t i = 0; i < r.docs.count; i++) assert_inside(r.docs.items[i], n);
        for (uint32_t i = 0; i < r.diags.count; i++) assert_true(r.diags.items[i].place.start <= n);
        wv_buf out;
        wv_buf_init(&out);
        wv_diags_print(&r.diags, &out);
        for (size_t i = 0; i < out.n; i++)
            assert_true((unsigned char)out.p[i] >= ' ' || out.p[i] == '\n' || out.p[i] == '\t');
        wv_buf_done(&out);
        done(&r);
        free(exact);
    }
    alarm(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_the_value_without_its_quotes),
        cmocka_unit_test(comments_between_documents_make_no_document),
        cmocka_unit_test(a_place_inside_a_folded_text_is_still_exact),
        cmocka_unit_test(crlf_files_are_read_like_others),
        cmocka_unit_test(duplicate_keys_are_found_in_large_maps_too),
        cmocka_unit_test(nesting_at_the_limit_is_read_and_one_deeper_is_refused),
        cmocka_unit_test(a_file_over_the_limit_is_refused_unread),
        cmocka_unit_test(damaged_files_end_and_every_place_lies_inside_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
