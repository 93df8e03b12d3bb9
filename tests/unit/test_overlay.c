/* SPDX-License-Identifier: EUPL-1.2 */
/* test_overlay.c: a region's changes are made before a pack is read; shadow rules stand in place of all
 * rules; each allocation may fail. tests/golden/packs has the complaints. */
#include "faults.h"
#include "pack/frozen.h"
#include "pack/overlay.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define MINIMAL "tests/packs/minimal"
#define OVERLAY "tests/packs/overlay"
#define SHADOW "tests/packs/shadow"

static wv_pack_ast *load(const char *overlay, const char *shadow)
{
    wv_pack_ast *ast = NULL;
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    wv_pack_parts parts = {MINIMAL, overlay, shadow};
    assert_int_equal(wv_pack_load_parts(&parts, &ast, &diags, &err), WV_OK);
    wv_diags_done(&diags);
    return ast;
}

static const wv_rule_ast *rule(const wv_pack_ast *ast, const char *name)
{
    for (uint32_t i = 0; i < ast->rule_count; i++)
        if (wv_str_is(ast->rules[i].name.s, name)) return &ast->rules[i];
    return NULL;
}

static bool has(const wv_lits *terms, const char *term)
{
    for (uint32_t i = 0; i < terms->count; i++)
        if (wv_str_is(terms->items[i].s, term)) return true;
    return false;
}

static void each_change_is_in_what_is_read(void **state)
{
    (void)state;
    wv_pack_ast *ast = load(OVERLAY, NULL);
    const wv_lits *terms = &ast->lists[0].terms, *parts = &ast->compounds[0].others;
    assert_true(has(terms, "koud+maken") && has(terms, "neer+leggen"));
    assert_true(has(terms, "vermoorden") && !has(terms, "doden"));
    assert_true(has(parts, "haven") && has(parts, "straat"));
    const wv_rule_ast *kill = rule(ast, "threat.kill.direct");
    assert_int_equal(kill->actions[WV_LABEL_JOKE], WV_ACTION_KEEP);
    assert_int_equal(kill->actions[WV_LABEL_NEGATED], WV_ACTION_DROP); /* what it does not name */
    assert_true(wv_str_is(kill->status.s, "stable"));
    assert_true(wv_str_is(rule(ast, "order.breach.contact")->status.s, "unsupported"));
    assert_non_null(rule(ast, "klein.contact"));
    for (uint32_t i = 0; i < ast->signal_count; i++)
        if (ast->signals[i].is_pattern) assert_int_equal(ast->signals[i].triage, WV_TRIAGE_NOW);
    wv_pack_ast_free(ast);
}

static void name_version_and_hash_show_the_overlay(void **state)
{
    (void)state;
    wv_pack_ast *plain = load(NULL, NULL), *changed = load(OVERLAY, NULL);
    assert_true(wv_str_is(changed->name.s, "minimal+klein"));
    assert_true(wv_str_is(changed->version.s, "0.1.0+1.2.0"));
    assert_memory_not_equal(plain->sha256, changed->sha256, sizeof plain->sha256);
    assert_null(plain->overlay);
    assert_int_equal(changed->overlay->change_count, 6);
    assert_int_equal(changed->overlay->loss_count, 1);
    wv_pack_ast_free(plain);
    wv_pack_ast_free(changed);
}

static void a_changed_value_points_into_the_overlay(void **state)
{
    (void)state;
    wv_pack_ast *ast = load(OVERLAY, NULL);
    wv_lit term = ast->lists[0].terms.items[ast->lists[0].terms.count - 1];
    assert_true(wv_str_is(term.place.source->name, "overlay/overlay.yaml"));
    wv_str text = {term.place.source->text.p + term.place.start, term.place.end - term.place.start};
    assert_true(wv_str_is(text, "neer+leggen"));
    wv_pack_ast_free(ast);
}

static uint32_t overdue(const char *today)
{
    wv_pack_ast *ast = load(OVERLAY, NULL);
    wv_diags diags;
    wv_diags_init(&diags);
    wv_overlay_check_reviews(ast->overlay, wv_str_of(today), &diags);
    uint32_t count = diags.warnings;
    wv_diags_done(&diags);
    wv_pack_ast_free(ast);
    return count;
}

static void a_review_is_overdue_the_day_after(void **state)
{
    (void)state;
    assert_int_equal(overdue("2027-01-01"), 0);
    assert_int_equal(overdue("2027-01-02"), 1);
    assert_int_equal(overdue("2027-01-08"), 7); /* six changes and a loss */
}

static void shadow_rules_stand_in_place_of_all_rules(void **state)
{
    (void)state;
    wv_pack_ast *ast = load(NULL, SHADOW);
    assert_int_equal(ast->rule_count, 1);
    assert_true(wv_str_is(ast->rules[0].name.s, "threat.kill.direct"));
    assert_true(wv_str_is(ast->rules[0].status.s, "test")); /* experimental would be hidden */
    assert_int_equal(ast->list_count, 1);
    assert_true(has(&ast->lists[0].terms, "verdrinken") && ast->lists[0].terms.count == 1);
    assert_int_equal(ast->slot_count, 1);
    assert_true(wv_str_is(ast->name.s, "minimal+shadow"));
    wv_pack_ast_free(ast);
    ast = load(NULL, SHADOW "/proef.yaml");
    assert_int_equal(ast->rule_count, 1);
    wv_pack_ast_free(ast);
}

static void an_overlay_and_shadow_rules_go_together(void **state)
{
    (void)state;
    wv_pack_ast *ast = load(OVERLAY, SHADOW);
    assert_true(wv_str_is(ast->name.s, "minimal+klein+shadow"));
    assert_int_equal(ast->rule_count, 1);
    wv_pack_ast_free(ast);
}

static void each_allocation_may_fail_once_and_nothing_leaks(void **state)
{
    (void)state;
    bool finished = false;
    long tried = 0;
    for (; !finished && tried < 5000; tried++) {
        faults f = {.next = tried};
        wv_pack_ast *ast = NULL;
        wv_diags diags;
        wv_err err = {0};
        wv_mem_set_hook(failing_resize, &f);
        wv_diags_init(&diags);
        wv_pack_parts parts = {MINIMAL, OVERLAY, SHADOW};
        wv_rc rc = wv_pack_load_parts(&parts, &ast, &diags, &err);
        if (rc == WV_OK) wv_overlay_check_reviews(ast->overlay, WV_STR("2028-01-01"), &diags);
        if (rc == WV_OK && diags.failed) rc = WV_E_NOMEM;
        finished = f.next >= 0;
        assert_int_equal(rc, finished ? WV_OK : WV_E_NOMEM);
        wv_diags_done(&diags);
        wv_pack_ast_free(ast);
        wv_mem_set_hook(NULL, NULL);
        assert_int_equal(f.live, 0);
    }
    assert_true(finished && tried > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_is_in_what_is_read),
        cmocka_unit_test(name_version_and_hash_show_the_overlay),
        cmocka_unit_test(a_changed_value_points_into_the_overlay),
        cmocka_unit_test(a_review_is_overdue_the_day_after),
        cmocka_unit_test(shadow_rules_stand_in_place_of_all_rules),
        cmocka_unit_test(an_overlay_and_shadow_rules_go_together),
        cmocka_unit_test(each_allocation_may_fail_once_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
