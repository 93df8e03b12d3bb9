/* SPDX-License-Identifier: EUPL-1.2 */
/* pipeline.c: threads, the lock on the input, the turnstile (design 7).
 *
 * In: options. Out: lines through sinks, an account. Neighbours: worker.c (alone), turn.c (in
 * order). Invariants: chunk numbers are dealt under one lock, so the thread with the lowest number
 * never waits; a failure is taken in turn, so the same input fails at the same record. Plain
 * mutexes, not OpenMP locks: ThreadSanitizer understands those. Cost: two lock operations a chunk.
 */
#include "run/turn.h"

#include <omp.h>
#include <pthread.h>

typedef struct shared {
    wv_input input;
    pthread_mutex_t input_lock;
    wv_turn turn;
    pthread_mutex_t turn_lock;
    pthread_cond_t turned;
    uint64_t next; /* number of the chunk whose turn it is */
    wv_rc ended;   /* why the run ends before the end of input; WV_OK: it does not */
    wv_err err;
} shared;

static bool has_ended(shared *s)
{
    pthread_mutex_lock(&s->turn_lock);
    bool ended = s->ended != WV_OK;
    pthread_mutex_unlock(&s->turn_lock);
    return ended;
}

static void end_with(shared *s, wv_rc rc, const wv_err *err)
{
    if (s->ended != WV_OK) return; /* the first in order is the one that is told */
    s->ended = rc;
    s->err = *err;
}

/* Runs under the input lock; the account belongs to the turnstile. */
static void input_failed(void *ctx, const wv_err *err)
{
    shared *s = ctx;
    pthread_mutex_lock(&s->turn_lock);
    s->turn.stats->inputs_failed++;
    wv_turn_note(&s->turn, err);
    pthread_mutex_unlock(&s->turn_lock);
}

static wv_rc take_chunk(shared *s, wv_worker *w)
{
    if (has_ended(s)) return WV_E_END;
    pthread_mutex_lock(&s->input_lock);
    wv_rc rc = wv_input_next(&s->input, &w->chunk);
    pthread_mutex_unlock(&s->input_lock);
    return rc;
}

/* Waits for the chunk's number and takes it in; `rc` and `err` are what became of the scan. */
static void pass_turnstile(shared *s, wv_worker *w, wv_rc rc, wv_err *err)
{
    const wv_run_options *o = s->turn.options;
    pthread_mutex_lock(&s->turn_lock);
    while (s->next != w->chunk.number) pthread_cond_wait(&s->turned, &s->turn_lock);
    if (s->ended == WV_OK) {
        if (rc == WV_OK) rc = wv_turn_take(&s->turn, w, err);
        if (rc) end_with(s, rc, err);
        if (o->progress) o->progress(o->ctx, s->turn.stats, s->input.bytes_total);
    }
    s->next++;
    pthread_cond_broadcast(&s->turned);
    pthread_mutex_unlock(&s->turn_lock);
}

static void end_now(shared *s, wv_rc rc, const wv_err *err)
{
    pthread_mutex_lock(&s->turn_lock);
    end_with(s, rc, err);
    pthread_mutex_unlock(&s->turn_lock);
}

/* The life of one thread. */
static void work(shared *s)
{
    const wv_run_options *o = s->turn.options;
    wv_worker w;
    wv_err err = {0};
    wv_rc rc = wv_worker_init(&w, o->pack, o->shadow, &o->reader, &err);
    if (rc) end_now(s, rc, &err);
    while (rc == WV_OK) {
        rc = take_chunk(s, &w);
        if (rc) break;
        wv_rc scanned = wv_worker_scan(&w, &err);
        pass_turnstile(s, &w, scanned, &err);
    }
    if (rc == WV_E_STOPPED) {
        pthread_mutex_lock(&s->turn_lock);
        s->turn.stats->stopped = true;
        pthread_mutex_unlock(&s->turn_lock);
    } else if (rc == WV_E_NOMEM) {
        wv_err_set(&err, rc, "out of memory");
        end_now(s, rc, &err);
    }
    wv_worker_done(&w);
}

static int thread_count(const wv_run_options *o)
{
    int n = o->threads > 0 ? o->threads : omp_get_num_procs();
    return n > WV_RUN_THREADS_MAX ? WV_RUN_THREADS_MAX : n;
}

static void run_threads(shared *s)
{
    int threads = thread_count(s->turn.options);
#pragma omp parallel num_threads(threads) default(none) shared(s)
    work(s);
}

wv_rc wv_run(const wv_run_options *o, wv_run_stats *stats, wv_rc *worst, wv_err *err)
{
    shared s = {.input_lock = PTHREAD_MUTEX_INITIALIZER,
                .turn_lock = PTHREAD_MUTEX_INITIALIZER,
                .turned = PTHREAD_COND_INITIALIZER};
    wv_input_options input = o->input;
    input.failed = input_failed;
    input.ctx = &s;
    wv_rc rc = wv_turn_init(&s.turn, o, stats, err);
    if (rc == WV_OK) {
        wv_input_init(&s.input, o->paths, o->path_count, &input);
        run_threads(&s);
        rc = s.ended;
        if (rc) *err = s.err;
        if (rc == WV_OK) rc = wv_turn_end(&s.turn, err);
        wv_input_done(&s.input);
    }
    *worst = s.turn.worst;
    wv_turn_done(&s.turn);
    if (rc == WV_OK && stats->stopped) rc = WV_E_STOPPED;
    return rc;
}
