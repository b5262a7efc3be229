/* People and their posts. What is private is for staff and the person. */
#include "registry.h"

#include "base/folding.h"
#include "server/disclosure.h"

static enum status
find_person(struct registry *self, struct call *call, struct uuid id,
        struct person *out)
{
    enum status status = store_find_person(self->people, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_no_such_person, "person",
                "this hub has no such person");
    return status;
}

/* Only those who are listed are found by everybody. */
static enum status
keep_person(struct registry *self, struct call *call,
        const struct person *person, struct str reason)
{
    const struct registry_person_changed event = {
        .is_listed = person->entry.is_listed,
    };
    enum status status =
            store_insert_person_version(self->people, person->rowid, call->now,
                    reason.len > 0, reason, call_actor_text(call));

    if (!status)
        status = index_name(self, call, SEARCH_TYPE_PERSON,
                person->entry.person_id, person->entry.name);
    return status ? status
                  : emit_person_changed(call, person->entry.person_id, &event,
                            NULL);
}

static enum status
check_account(struct registry *self, struct call *call, bool has_account,
        struct uuid id)
{
    struct account account;

    return has_account ? find_account(self, call, id, &account) : STATUS_OK;
}

enum status
handle_add_person(struct registry *self, struct call *call,
        const struct add_person_request *request,
        struct add_person_reply *reply)
{
    struct person person = {
        .folded = fold_text(request->name, call->arena),
        .has_account = request->has_account_id,
        .account = request->account_id,
        .entry = {
            .name = request->name,
            .is_listed = request->has_is_listed && request->is_listed,
            .has_home_place = request->has_home_place,
            .home_place = request->home_place,
            .has_phone = request->has_phone,
            .phone = request->phone,
            .has_email = request->has_email,
            .email = request->email,
        },
    };
    enum status status = check_account(self, call, request->has_account_id,
            request->account_id);

    person.entry.person_id = call_new_id(call);
    reply->person_id = person.entry.person_id;
    if (!status)
        status = store_insert_person(self->people, &person);
    return status ? status : keep_person(self, call, &person, STR(""));
}

static void
clear_field(struct person *person, enum person_field field)
{
    switch (field) {
    case PERSON_FIELD_HOME_PLACE:
        person->entry.has_home_place = false;
        break;
    case PERSON_FIELD_PHONE:
        person->entry.has_phone = false;
        break;
    case PERSON_FIELD_EMAIL:
        person->entry.has_email = false;
        break;
    case PERSON_FIELD_ACCOUNT_ID:
        person->has_account = false;
        break;
    }
}

static bool
take_corrections(struct person *person,
        const struct correct_person_request *request, struct arena *arena)
{
    struct person_entry *entry = &person->entry;

    if (request->has_name) {
        entry->name = request->name;
        person->folded = fold_text(request->name, arena);
    }
    if (request->has_is_listed)
        entry->is_listed = request->is_listed;
    if (request->has_home_place)
        entry->home_place = request->home_place;
    if (request->has_phone)
        entry->phone = request->phone;
    if (request->has_email)
        entry->email = request->email;
    if (request->has_account_id)
        person->account = request->account_id;
    entry->has_home_place |= request->has_home_place;
    entry->has_phone |= request->has_phone;
    entry->has_email |= request->has_email;
    person->has_account |= request->has_account_id;
    for (size_t i = 0; i < request->clear_count; i++)
        clear_field(person, request->clear[i]);
    return request->has_name || request->has_is_listed ||
           request->has_home_place || request->has_phone ||
           request->has_email || request->has_account_id ||
           request->clear_count > 0;
}

enum status
handle_correct_person(struct registry *self, struct call *call,
        const struct correct_person_request *request,
        struct correct_person_reply *reply)
{
    struct person person;
    enum status status = find_person(self, call, request->person, &person);

    (void)reply;
    if (!status)
        status = check_account(self, call, request->has_account_id,
                request->account_id);
    if (status)
        return status;
    if (!take_corrections(&person, request, call->arena))
        return call_refuse(call, &problem_nothing_to_change, NULL,
                "give what is to be corrected");
    status = store_update_person(self->people, &person);
    return status ? status : keep_person(self, call, &person, request->reason);
}

enum status
handle_forget_person(struct registry *self, struct call *call,
        const struct forget_person_request *request,
        struct forget_person_reply *reply)
{
    const struct registry_person_changed event = { .is_erased = true };
    struct person person;
    enum status status = find_person(self, call, request->person, &person);

    (void)reply;
    if (!status)
        status = store_erase_person(self->people, person.rowid);
    if (!status)
        status = store_remove_search_entry(self->searches, request->person);
    if (!status)
        status = note_reason(self, call, request->person, "forget_person",
                request->reason);
    return status ? status
                  : emit_person_changed(call, request->person, &event, NULL);
}

/* Reading */

static void
hide_private(struct person_entry *entry)
{
    entry->has_home_place = false;
    entry->has_phone = false;
    entry->has_email = false;
}

/* Only of others is it worth a line who saw it. */
static void
note_seen(struct call *call, const struct person_entry *entry)
{
    if (entry->has_home_place || entry->has_phone || entry->has_email)
        disclosure_note(call, entry->person_id);
}

enum status
handle_get_person(struct registry *self, struct call *call,
        const struct get_person_request *request,
        struct get_person_reply *reply)
{
    struct person person;
    bool sees_all;
    enum status status = find_person(self, call, request->person, &person);

    if (status)
        return status;
    sees_all = is_staff(call) ||
               (person.has_account && call_is_account(call, person.account));
    if (!sees_all && !person.entry.is_listed)
        return call_refuse(call, &problem_no_such_person, "person",
                "this hub has no such person");
    reply->person = person.entry;
    if (!sees_all)
        hide_private(&reply->person);
    if (!person.has_account || !call_is_account(call, person.account))
        note_seen(call, &reply->person);
    return store_list_posts(self->people, person.rowid, call->arena,
            &reply->posts, &reply->posts_count);
}

enum status
handle_list_people(struct registry *self, struct call *call,
        const struct list_people_request *request,
        struct list_people_reply *reply)
{
    const struct person_filter filter = {
        .has_organisation = request->has_organisation,
        .organisation = request->organisation,
        .role = request->role,
        .folded = request->has_q ? fold_text(request->q, call->arena) : STR(""),
        .listed_only = !is_staff(call),
    };
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = store_list_people(self->people, &filter, &page, call->arena,
                &reply->items, &reply->items_count);
    for (size_t i = 0; i < reply->items_count; i++) {
        if (filter.listed_only)
            hide_private(&reply->items[i]);
        note_seen(call, &reply->items[i]);
    }
    page_end(call, reply, &page);
    return status;
}

enum status
handle_list_person_history(struct registry *self, struct call *call,
        const struct list_person_history_request *request,
        struct list_person_history_reply *reply)
{
    struct person person;
    struct page page;
    enum status status = page_begin(call, request, &page);

    if (!status)
        status = find_person(self, call, request->person, &person);
    if (!status)
        status = store_list_person_versions(self->people, person.rowid, &page,
                call->arena, &reply->items, &reply->items_count);
    if (!status && reply->items_count > 0)
        disclosure_note(call, request->person);
    page_end(call, reply, &page);
    return status;
}

/* Posts */

static enum status
publish_post(struct call *call, const struct post_entry *post,
        bool is_withdrawn)
{
    const struct registry_post_changed event = {
        .person = post->person_id,
        .has_organisation = post->has_organisation,
        .organisation = post->organisation,
        .role = post->role,
        .from = post->from,
        .has_to = post->has_to,
        .to = post->to,
        .is_withdrawn = is_withdrawn,
    };

    return emit_post_changed(call, post->post, &event, NULL);
}

enum status
handle_add_post(struct registry *self, struct call *call,
        const struct add_post_request *request, struct add_post_reply *reply)
{
    struct organisation organisation = { 0 };
    struct person person;
    struct post_entry post = {
        .person_id = request->person,
        .has_organisation = request->has_organisation,
        .organisation = request->organisation,
        .role = request->role,
        .title = request->has_title ? request->title : STR(""),
        .from = request->from,
        .has_to = request->has_to,
        .to = request->to,
    };
    enum status status;

    if (request->has_to && request->to < request->from)
        return call_refuse(call, &problem_dates_reversed, "to",
                "not before the post begins");
    status = find_person(self, call, request->person, &person);
    if (!status && request->has_organisation)
        status = find_organisation(self, call, request->organisation,
                "organisation", &organisation);
    if (status)
        return status;
    post.post = call_new_id(call);
    reply->post = post.post;
    status = store_insert_post(self->people, person.rowid, organisation.rowid,
            &post);
    return status ? status : publish_post(call, &post, false);
}

static enum status
find_post(struct registry *self, struct call *call, struct uuid id,
        struct post_entry *out)
{
    enum status status = store_find_post(self->people, id, call->arena, out);

    if (status == STATUS_NOT_FOUND)
        return call_refuse(call, &problem_not_found, "post", "no such post");
    return status;
}

/* An end that was entered by mistake is moved on or taken away, with a reason.
 */
static enum status
check_end(struct call *call, const struct post_entry *post,
        const struct end_post_request *request)
{
    if (!request->has_to && !post->has_to)
        return call_refuse(call, &problem_nothing_to_change, "to",
                "the post goes on: say the day it ends");
    if (post->has_to && !request->has_reason &&
            (!request->has_to || post->to < request->to))
        return call_refuse(call, &problem_post_was_ended, "post",
                "it ended before that day: to change that, give a reason");
    if (request->has_to && request->to < post->from)
        return call_refuse(call, &problem_dates_reversed, "to",
                "not before the post begins");
    return STATUS_OK;
}

enum status
handle_end_post(struct registry *self, struct call *call,
        const struct end_post_request *request, struct end_post_reply *reply)
{
    struct post_entry post;
    enum status status = find_post(self, call, request->post, &post);

    (void)reply;
    if (!status)
        status = check_end(call, &post, request);
    if (status)
        return status;
    post.has_to = request->has_to;
    post.to = request->to;
    status = store_end_post(self->people, &post);
    if (!status && request->has_reason)
        status = note_reason(self, call, request->post, "end_post",
                request->reason);
    return status ? status : publish_post(call, &post, false);
}

enum status
handle_withdraw_post(struct registry *self, struct call *call,
        const struct withdraw_post_request *request,
        struct withdraw_post_reply *reply)
{
    struct post_entry post;
    enum status status = find_post(self, call, request->post, &post);

    (void)reply;
    if (!status)
        status = store_withdraw_post(self->people, request->post);
    if (!status)
        status = note_reason(self, call, request->post, "withdraw_post",
                request->reason);
    return status ? status : publish_post(call, &post, true);
}
