#include "request.h"

#include "identity.h"

#include <stdlib.h>

struct request *
request_create(struct requests *requests)
{
    size_t slot = requests->free_count > 0
                          ? requests->free_slots[--requests->free_count]
                          : requests->used++;
    struct request *request;

    request = calloc(1, sizeof(*request));
    if (!request)
        abort();
    request->slot = slot;
    request->generation = ++requests->generations[slot];
    zmq_msg_init(&request->asker.peer);
    zmq_msg_init(&request->asker.service);
    zmq_msg_init(&request->header_frame);
    zmq_msg_init(&request->payload);
    requests->slots[slot] = request;
    requests->count++;
    return request;
}

void
request_weigh(struct requests *requests, struct request *request)
{
    request->size = sizeof(*request) + zmq_msg_size(&request->header_frame) +
                    zmq_msg_size(&request->payload);
    requests->size += request->size;
}

/* -- the heap ----------------------------------------------------------- */

static void
put(struct requests *requests, size_t place, struct request *request)
{
    requests->heap[place - 1] = request;
    request->heap_place = place;
}

static void
sift_up(struct requests *requests, struct request *request)
{
    size_t place = request->heap_place;

    while (place > 1 &&
            requests->heap[place / 2 - 1]->due_at > request->due_at) {
        put(requests, place, requests->heap[place / 2 - 1]);
        place /= 2;
    }
    put(requests, place, request);
}

static void
sift_down(struct requests *requests, struct request *request)
{
    size_t place = request->heap_place;

    while (place * 2 <= requests->heap_len) {
        size_t child = place * 2;

        if (child < requests->heap_len &&
                requests->heap[child]->due_at <
                        requests->heap[child - 1]->due_at)
            child++;
        if (requests->heap[child - 1]->due_at >= request->due_at)
            break;
        put(requests, place, requests->heap[child - 1]);
        place = child;
    }
    put(requests, place, request);
}

void
request_set_due(struct requests *requests, struct request *request,
        int64_t due_at)
{
    request->due_at = due_at;
    if (request->heap_place == 0)
        put(requests, ++requests->heap_len, request);
    sift_up(requests, request);
    sift_down(requests, request);
}

static void
leave_heap(struct requests *requests, struct request *request)
{
    struct request *last;

    if (request->heap_place == 0)
        return;
    last = requests->heap[--requests->heap_len];
    if (last != request) {
        put(requests, request->heap_place, last);
        sift_up(requests, last);
        sift_down(requests, last);
    }
    request->heap_place = 0;
}

struct request *
request_first_due(const struct requests *requests)
{
    return requests->heap_len > 0 ? requests->heap[0] : NULL;
}

/* -- lists -------------------------------------------------------------- */

static void
count_in(struct request_list *list, struct request *request)
{
    request->list = list;
    list->count++;
    list->size += request->size;
}

void
request_append(struct request_list *list, struct request *request)
{
    request->previous = list->last;
    request->next = NULL;
    if (list->last)
        list->last->next = request;
    else
        list->first = request;
    list->last = request;
    count_in(list, request);
}

void
request_prepend(struct request_list *list, struct request *request)
{
    request->previous = NULL;
    request->next = list->first;
    if (list->first)
        list->first->previous = request;
    else
        list->last = request;
    list->first = request;
    count_in(list, request);
}

void
request_unlist(struct request *request)
{
    struct request_list *list = request->list;

    if (!list)
        return;
    if (request->previous)
        request->previous->next = request->next;
    else
        list->first = request->next;
    if (request->next)
        request->next->previous = request->previous;
    else
        list->last = request->previous;
    list->count--;
    list->size -= request->size;
    request->list = NULL;
}

/* -- tickets ------------------------------------------------------------ */

uint64_t
request_ticket(const struct request *request)
{
    return (uint64_t)request->generation << 32 | request->slot;
}

struct request *
request_find(const struct requests *requests, uint64_t ticket)
{
    size_t slot = ticket & UINT32_MAX;
    struct request *request =
            slot < REQUESTS_MAX ? requests->slots[slot] : NULL;

    return request && request_ticket(request) == ticket ? request : NULL;
}

void
ticket_write(uint64_t ticket, char *out)
{
    for (int i = 0; i < TICKET_SIZE; i++)
        out[i] = (char)(ticket >> (56 - 8 * i));
}

bool
ticket_read(struct str frame, uint64_t *out)
{
    if (frame.len != TICKET_SIZE)
        return false;
    *out = 0;
    for (int i = 0; i < TICKET_SIZE; i++)
        *out = *out << 8 | (uint8_t)frame.data[i];
    return true;
}

void
request_destroy(struct requests *requests, struct request *request)
{
    request_unlist(request);
    leave_heap(requests, request);
    requests->size -= request->size;
    requests->count--;
    requests->slots[request->slot] = NULL;
    requests->free_slots[requests->free_count++] = request->slot;
    if (request->identity)
        identity_unhold(request->identity);
    zmq_msg_close(&request->asker.peer);
    zmq_msg_close(&request->asker.service);
    zmq_msg_close(&request->header_frame);
    zmq_msg_close(&request->payload);
    arena_release(&request->arena);
    free(request);
}
