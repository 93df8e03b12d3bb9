/* SPDX-License-Identifier: EUPL-1.2 */
/* pcre2.c: one PCRE2 regex a stem, \b(?:form|form)\b, compiled by its JIT, each run over each text.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "race.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct pcre {
    pcre2_code **codes;
    uint32_t count;
    pcre2_match_data *match;
} pcre;

static bool compile_group(pcre *p, const bench_forms *f, uint32_t first, uint32_t end)
{
    size_t room = 32, n;
    int error;
    PCRE2_SIZE at;
    for (uint32_t i = first; i < end; i++) room += f->lengths[i] + 9;
    char *re = malloc(room);
    n = (size_t)sprintf(re, "\\b(?:");
    for (uint32_t i = first; i < end; i++)
        n += (size_t)sprintf(re + n, "%s\\Q%s\\E", i > first ? "|" : "", f->items[i]);
    n += (size_t)sprintf(re + n, ")\\b");
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)re, n, PCRE2_CASELESS, &error, &at, NULL);
    free(re);
    if (!code || pcre2_jit_compile(code, PCRE2_JIT_COMPLETE)) return false;
    p->codes[p->count++] = code;
    return true;
}

static void *open_pcre2(const char *what)
{
    bench_forms forms;
    pcre *p = calloc(1, sizeof *p);
    if (!bench_forms_read(what, &forms)) return NULL;
    p->codes = calloc(forms.group_count, sizeof *p->codes);
    p->match = pcre2_match_data_create(1, NULL);
    for (uint32_t i = 0, end; i < forms.count; i = end) {
        for (end = i; end < forms.count && forms.groups[end] == forms.groups[i];) end++;
        if (!compile_group(p, &forms, i, end)) return NULL;
    }
    bench_forms_free(&forms);
    return p;
}

static bool run_pcre2(void *self, const bench_corpus *c, bench_count *count)
{
    pcre *p = self;
    for (uint32_t i = 0; i < c->count; i++) {
        uint64_t before = count->hits;
        for (uint32_t k = 0; k < p->count; k++)
            count->hits += pcre2_jit_match(p->codes[k], (PCRE2_SPTR)c->texts[i].p, c->texts[i].n, 0,
                                           0, p->match, NULL) > 0;
        count->records += count->hits > before;
    }
    return true;
}

static void close_pcre2(void *self)
{
    pcre *p = self;
    for (uint32_t i = 0; i < p->count; i++) pcre2_code_free(p->codes[i]);
    pcre2_match_data_free(p->match);
    free(p->codes), free(p);
}

const bench_kind bench_pcre2 = {"pcre2", open_pcre2, run_pcre2, close_pcre2, false};
