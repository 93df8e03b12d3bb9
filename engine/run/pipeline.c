/* SPDX-License-Identifier: EUPL-1.2 */
/* pipeline.c: threads, the lock on the input, the turnstile (design 7).
 *
 *   chunks in hand   7 scanned, being taken | 8 being scanned | 9 scanned, waits | 10 being scanned
 *   done[]           (by number, a ring)      -                 9                   -
 *
 * In: options. Out: lines through sinks, an account. Neighbours: worker.c (alone), turn.c (in
 * order). A thread that has scanned a chunk lays it down and goes on with the next one; whoever
 * lays down the chunk whose turn it is takes that one in, and all that lie ready behind it. So a
 * thread waits only when no chunk is free: when so many lie ready behind a slow one. Invariants:
 * chunk numbers are dealt under one lock and each is held by one batch, so no two numbers share a
 * place in the ring, and the chunk whose turn it is is always in hand; a failure is taken in turn,
 * so the same input fails at the same record. Locks are taken in the order input, turn, queue.
 * Plain mutexes, not OpenMP locks: ThreadSanitizer understands those. Cost: some lock operations a
 * chunk.
 */
#include "run/turn.h"

#include <omp.h>
#include <pthread.h>

enum { BATCHES_A_THREAD = 3 };

typedef struct batch { /* a chunk on its way from the input to the turnstile */
    wv_worker worker;
    wv_rc scanned; /* what became of the scan */
    wv_err err;
    struct batch *next_idle;
} batch;

typedef struct shared {
    wv_input input;
    pthread_mutex_t input_lock;
    wv_turn turn;
    pthread_mutex_t turn_lock;  /* of the account too */
    pthread_mutex_t queue_lock; /* of all below */
    pthread_cond_t freed;
    batch *batches, *idle; /* idle: the one that was used last is the warmest */
    batch **done;          /* by number of the chunk, modulo count */
    uint32_t count;
    uint64_t next; /* number of the chunk whose turn it is */
    bool taking;   /* a thread is at the turnstile */
    wv_rc ended;   /* why the run ends before the end of input; WV_OK: it does not */
    wv_err err;
} shared;

/* The first in order is the one that is told. */
static void end_with(shared *s, wv_rc rc, const wv_err *err)
{
    pthread_mutex_lock(&s->queue_lock);
    if (s->ended == WV_OK) {
        s->ended = rc;
        s->err = *err;
    }
    pthread_mutex_unlock(&s->queue_lock);
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

/* A batch to fill; NULL when the run has ended. */
static batch *take_idle(shared *s)
{
    pthread_mutex_lock(&s->queue_lock);
    while (!s->idle && s->ended == WV_OK) pthread_cond_wait(&s->freed, &s->queue_lock);
    batch *b = s->ended == WV_OK ? s->idle : NULL;
    if (b) s->idle = b->next_idle;
    pthread_mutex_unlock(&s->queue_lock);
    return b;
}

static wv_rc take_chunk(shared *s, wv_worker *w)
{
    pthread_mutex_lock(&s->input_lock);
    wv_rc rc = wv_input_next(&s->input, &w->chunk);
    pthread_mutex_unlock(&s->input_lock);
    return rc;
}

static void put_idle(shared *s, batch *b)
{
    pthread_mutex_lock(&s->queue_lock);
    b->next_idle = s->idle;
    s->idle = b;
    pthread_mutex_unlock(&s->queue_lock);
    pthread_cond_broadcast(&s->freed);
}

/* The chunk whose turn it is, in. */
static void take_in(shared *s, batch *b)
{
    const wv_run_options *o = s->turn.options;
    pthread_mutex_lock(&s->turn_lock);
    wv_rc rc = b->scanned;
    if (rc == WV_OK) rc = wv_turn_take(&s->turn, &b->worker, &b->err);
    if (rc) end_with(s, rc, &b->err);
    if (o->progress) o->progress(o->ctx, s->turn.stats, s->input.bytes_total);
    pthread_mutex_unlock(&s->turn_lock);
}

/* Lays a scanned chunk down, and takes in what is next when nobody does. */
static void pass_turnstile(shared *s, batch *b, wv_scratch *scratch, wv_scratch *shadow)
{
    pthread_mutex_lock(&s->queue_lock);
    s->done[b->worker.chunk.number % s->count] = b;
    while (!s->taking && (b = s->done[s->next % s->count]) != NULL) {
        bool goes_on = s->ended == WV_OK;
        s->done[s->next % s->count] = NULL;
        s->taking = true;
        pthread_mutex_unlock(&s->queue_lock);
        b->worker.scratch = scratch, b->worker.shadow = shadow;
        if (goes_on) take_in(s, b);
        put_idle(s, b);
        pthread_mutex_lock(&s->queue_lock);
        s->next++;
        s->taking = false;
    }
    pthread_mutex_unlock(&s->queue_lock);
}

/* Chunks until there are no more. */
static wv_rc work_with(shared *s, wv_scratch *scratch, wv_scratch *shadow)
{
    wv_rc rc = WV_OK;
    for (batch *b; rc == WV_OK && (b = take_idle(s)) != NULL;) {
        rc = take_chunk(s, &b->worker);
        if (rc) {
            put_idle(s, b);
            break;
        }
        b->worker.scratch = scratch, b->worker.shadow = shadow;
        b->scanned = wv_worker_scan(&b->worker, &b->err);
        pass_turnstile(s, b, scratch, shadow);
    }
    return rc;
}

/* The life of one thread. */
static void work(shared *s)
{
    const wv_run_options *o = s->turn.options;
    wv_scratch *scratch = NULL, *shadow = NULL;
    wv_err err = {0};
    wv_rc rc = wv_scratch_new(o->pack, &scratch, &err);
    if (rc == WV_OK && o->shadow) rc = wv_scratch_new(o->shadow, &shadow, &err);
    if (rc == WV_OK) {
        rc = work_with(s, scratch, shadow);
        if (rc == WV_E_NOMEM) wv_err_set(&err, rc, "out of memory");
    }
    if (rc == WV_E_STOPPED) {
        pthread_mutex_lock(&s->turn_lock);
        s->turn.stats->stopped = true;
        pthread_mutex_unlock(&s->turn_lock);
    } else if (rc && rc != WV_E_END) {
        end_with(s, rc, &err);
    }
    pthread_cond_broadcast(&s->freed);
    wv_scratch_free(scratch);
    wv_scratch_free(shadow);
}

static int thread_count(const wv_run_options *o)
{
    int n = o->threads > 0 ? o->threads : omp_get_num_procs();
    return n > WV_RUN_THREADS_MAX ? WV_RUN_THREADS_MAX : n;
}

static bool make_batches(shared *s, int threads)
{
    s->count = threads > 1 ? (uint32_t)threads * BATCHES_A_THREAD : 1;
    s->batches = wv_mem_new(s->count * sizeof *s->batches);
    s->done = wv_mem_new(s->count * sizeof *s->done);
    if (!s->batches || !s->done) return false;
    for (uint32_t i = 0; i < s->count; i++) {
        wv_worker_init(&s->batches[i].worker, &s->turn.options->reader);
        s->batches[i].next_idle = s->idle;
        s->idle = &s->batches[i];
    }
    return true;
}

static void free_batches(shared *s)
{
    for (uint32_t i = 0; s->batches && i < s->count; i++) wv_worker_done(&s->batches[i].worker);
    wv_mem_free(s->batches);
    wv_mem_free(s->done);
}

static wv_rc run_threads(shared *s, wv_err *err)
{
    int threads = thread_count(s->turn.options);
    if (!make_batches(s, threads)) {
        free_batches(s);
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
#pragma omp parallel num_threads(threads) default(none) shared(s)
    work(s);
    free_batches(s);
    if (s->ended) *err = s->err;
    return s->ended;
}

wv_rc wv_run(const wv_run_options *o, wv_run_stats *stats, wv_rc *worst, wv_err *err)
{
    shared s = {.input_lock = PTHREAD_MUTEX_INITIALIZER,
                .turn_lock = PTHREAD_MUTEX_INITIALIZER,
                .queue_lock = PTHREAD_MUTEX_INITIALIZER,
                .freed = PTHREAD_COND_INITIALIZER};
    wv_input_options input = o->input;
    input.failed = input_failed;
    input.ctx = &s;
    wv_rc rc = wv_turn_init(&s.turn, o, stats, err);
    if (rc == WV_OK) {
        wv_input_init(&s.input, o->paths, o->path_count, &input);
        rc = run_threads(&s, err);
        if (rc == WV_OK) rc = wv_turn_end(&s.turn, err);
        wv_input_done(&s.input);
    }
    *worst = s.turn.worst;
    wv_turn_done(&s.turn);
    if (rc == WV_OK && stats->stopped) rc = WV_E_STOPPED;
    return rc;
}
