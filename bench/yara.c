/* SPDX-License-Identifier: EUPL-1.2 */
/* yara.c: one YARA rule a stem, its forms as `nocase fullword` strings, each text a scan. */
#include "race.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yara.h>

typedef struct yara {
    YR_RULES *rules;
    YR_SCANNER *scanner;
    uint64_t hits;
} yara;

static char *source_of(const bench_forms *f)
{
    size_t room = 64, n = 0;
    for (uint32_t i = 0; i < f->count; i++) room += f->lengths[i] + 128;
    char *s = malloc(room);
    for (uint32_t i = 0; i < f->count; i++) {
        bool first = i == 0 || f->groups[i] != f->groups[i - 1];
        bool last = i + 1 == f->count || f->groups[i] != f->groups[i + 1];
        if (first) n += (size_t)sprintf(s + n, "rule g%u { strings:\n", f->groups[i]);
        n += (size_t)sprintf(s + n, "$s%u = \"%s\" nocase fullword\n", i, f->items[i]);
        if (last) n += (size_t)sprintf(s + n, "condition: any of them }\n");
    }
    return s;
}

static int on_message(YR_SCAN_CONTEXT *context, int message, void *data, void *ctx)
{
    (void)context, (void)data;
    ((yara *)ctx)->hits += message == CALLBACK_MSG_RULE_MATCHING;
    return CALLBACK_CONTINUE;
}

static void *open_yara(const char *what)
{
    bench_forms forms;
    YR_COMPILER *compiler;
    yara *y = calloc(1, sizeof *y);
    if (!bench_forms_read(what, &forms) || yr_initialize() || yr_compiler_create(&compiler))
        return NULL;
    char *source = source_of(&forms);
    int errors = yr_compiler_add_string(compiler, source, NULL);
    free(source);
    bench_forms_free(&forms);
    if (errors || yr_compiler_get_rules(compiler, &y->rules) ||
        yr_scanner_create(y->rules, &y->scanner)) {
        fprintf(stderr, "race: yara: %d errors in its rules\n", errors);
        return NULL;
    }
    yr_scanner_set_callback(y->scanner, on_message, y);
    yr_scanner_set_flags(y->scanner, SCAN_FLAGS_REPORT_RULES_MATCHING | SCAN_FLAGS_FAST_MODE);
    yr_compiler_destroy(compiler);
    return y;
}

static bool run_yara(void *self, const bench_corpus *c, bench_count *count)
{
    yara *y = self;
    for (uint32_t i = 0; i < c->count; i++) {
        y->hits = 0;
        if (yr_scanner_scan_mem(y->scanner, (const uint8_t *)c->texts[i].p, c->texts[i].n))
            return false;
        count->hits += y->hits;
        count->records += y->hits > 0;
    }
    return true;
}

static void close_yara(void *self)
{
    yara *y = self;
    yr_scanner_destroy(y->scanner);
    yr_rules_destroy(y->rules);
    yr_finalize();
    free(y);
}

const bench_kind bench_yara = {"yara", open_yara, run_yara, close_yara, false};
