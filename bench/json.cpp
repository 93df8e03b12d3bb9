/* SPDX-License-Identifier: EUPL-1.2 */
/* json.cpp: simdjson over NDJSON, many documents at a time, one thread: the fastest way it has. */
#include "race.h"

#include <simdjson.h>

void *bench_json_open(void)
{
    return new simdjson::dom::parser();
}

void bench_json_close(void *parser)
{
    delete static_cast<simdjson::dom::parser *>(parser);
}

bool bench_json_each(void *parser, const bench_corpus *corpus, bench_text_hook hook, void *ctx)
{
    auto &p = *static_cast<simdjson::dom::parser *>(parser);
    simdjson::dom::document_stream docs;
    if (p.parse_many(corpus->bytes, corpus->n, 1 << 20).get(docs)) return false;
    for (auto doc : docs) {
        std::string_view text;
        if (doc["text"].get(text)) return false;
        hook(ctx, text.data(), text.size());
    }
    return true;
}

static void on_text(void *ctx, const char *, size_t n)
{
    bench_count *count = static_cast<bench_count *>(ctx);
    count->hits += n;
    count->records++;
}

static void *open_simdjson(const char *)
{
    return bench_json_open();
}

static bool run_simdjson(void *self, const bench_corpus *corpus, bench_count *count)
{
    return bench_json_each(self, corpus, on_text, count);
}

extern "C" const bench_kind bench_simdjson = {"simdjson", open_simdjson, run_simdjson,
                                              bench_json_close, true};
