/* SPDX-License-Identifier: EUPL-1.2 */
/* re2.cpp: RE2::Set with one regex a stem, \b(?:form|form)\b, which of them match in each text. */
#include "race.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <cstdio>
#include <string>
#include <vector>

static void *open_re2(const char *what)
{
    bench_forms forms;
    if (!bench_forms_read(what, &forms)) return nullptr;
    RE2::Options options;
    options.set_case_sensitive(false);
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_max_mem(int64_t{1} << 31);
    auto *set = new RE2::Set(options, RE2::UNANCHORED);
    for (uint32_t i = 0; i < forms.count;) {
        std::string re = "\\b(?:";
        for (uint32_t first = i; i < forms.count && forms.groups[i] == forms.groups[first]; i++)
            re += (i > first ? "|" : "") + RE2::QuoteMeta(forms.items[i]);
        if (set->Add(re + ")\\b", nullptr) < 0) return nullptr;
    }
    bench_forms_free(&forms);
    if (set->Compile()) return set;
    std::fprintf(stderr, "race: re2: out of its memory\n");
    return nullptr;
}

static bool run_re2(void *self, const bench_corpus *corpus, bench_count *count)
{
    auto *set = static_cast<RE2::Set *>(self);
    std::vector<int> found;
    for (uint32_t i = 0; i < corpus->count; i++) {
        found.clear();
        count->records +=
            set->Match(re2::StringPiece(corpus->texts[i].p, corpus->texts[i].n), &found);
        count->hits += found.size();
    }
    return true;
}

static void close_re2(void *self)
{
    delete static_cast<RE2::Set *>(self);
}

extern "C" const bench_kind bench_re2 = {"re2", open_re2, run_re2, close_re2, false};
