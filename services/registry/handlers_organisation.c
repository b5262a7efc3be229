/* Organisations: registered, corrected, changed in status, succeeded. */
#include "registry.h"

#include "base/folding.h"
#include "base/uscc.h"
#include "organisation.h"
#include "wire/codec.h"

/* The credit code */

static enum status
refuse_code(struct call *call, const struct problem *problem, struct str code)
{
    if (problem == &problem_credit_code_required)
        return call_refuse(call, problem, "credit_code",
                "only groups without registration may lack one");
    if (problem == &problem_credit_code_malformed)
        return call_refuse(call, problem, "credit_code",
                "eighteen digits and capitals without I, O, S, V, Z");
    if (problem == &problem_credit_code_kind_mismatch)
        return call_refuse(call, problem, "credit_code",
                "51 for social groups, 52 for social service agencies,"
                " 53 for foundations");
    if (uscc_check(code) == USCC_SUBJECT_FAILS)
        return call_refuse(call, problem, "credit_code",
                "place 17 should be %c; give an override_reason if the code"
                " is real",
                uscc_subject_character(code));
    return call_refuse(call, problem, "credit_code",
            "place 18 should be %c; give an override_reason if the code is"
            " real",
            uscc_check_character(code));
}

/* Take the code as typed; a fitting code needs no override. */
static enum status
set_code(struct call *call, struct organisation *organisation, bool has_code,
        struct str typed, bool has_reason, struct str reason)
{
    struct get_organisation_reply *entry = &organisation->entry;
    const struct problem *problem;
    char code[USCC_LEN];

    if (has_code && !uscc_normalise(typed, code))
        return refuse_code(call, &problem_credit_code_malformed, typed);
    entry->has_credit_code = has_code;
    entry->credit_code =
            has_code ? arena_copy(call->arena, code, USCC_LEN) : STR("");
    problem = organisation_judge_code(entry->kind, has_code, entry->credit_code,
            has_reason);
    if (problem)
        return refuse_code(call, problem, entry->credit_code);
    organisation->has_override_reason =
            has_code && has_reason &&
            uscc_check(entry->credit_code) != USCC_FITS;
    organisation->override_reason = reason;
    entry->credit_code_overridden = organisation->has_override_reason;
    return STATUS_OK;
}

static enum status
refuse_taken_code(struct call *call)
{
    return call_refuse(call, &problem_credit_code_taken, "credit_code",
            "another organisation of this hub has it");
}

static enum status
check_fields(struct registry *self, struct call *call, const struct str *fields,
        size_t count)
{
    struct field_row field;

    for (size_t i = 0; i < count; i++) {
        enum status status =
                store_find_field(self->organisations, fields[i], &field);

        if (status == STATUS_NOT_FOUND)
            return call_refuse(call, &problem_unknown_service_field, "fields",
                    "no field of service " STR_FMT, STR_ARG(fields[i]));
        if (!status && field.is_retired)
            return call_refuse(call, &problem_unknown_service_field, "fields",
                    STR_FMT " is out of use", STR_ARG(fields[i]));
        if (status)
            return status;
    }
    return STATUS_OK;
}

/* What every change leaves: a version, the name in search, an event. */

static enum status
publish_change(struct call *call, const struct get_organisation_reply *entry,
        enum organisation_change change)
{
    const struct registry_organisation_changed event = {
        .name = entry->name,
        .kind = entry->kind,
        .has_credit_code = entry->has_credit_code,
        .credit_code = entry->credit_code,
        .status = entry->status,
        .has_hub_role = entry->has_hub_role,
        .hub_role = entry->hub_role,
        .change = change,
        .has_successor = entry->has_successor,
        .successor = entry->successor,
    };

    return emit_organisation_changed(call, entry->organisation_id, &event,
            NULL);
}

static enum status
publish_registration(struct call *call,
        const struct get_organisation_reply *entry)
{
    const struct registry_organisation_registered event = {
        .name = entry->name,
        .kind = entry->kind,
        .has_credit_code = entry->has_credit_code,
        .credit_code = entry->credit_code,
        .status = entry->status,
        .has_hub_role = entry->has_hub_role,
        .hub_role = entry->hub_role,
    };

    return emit_organisation_registered(call, entry->organisation_id, &event,
            NULL);
}

static enum status
keep_version(struct registry *self, struct call *call,
        const struct organisation *organisation,
        enum organisation_change change, struct str reason)
{
    const struct version_note note = {
        .at = call->now,
        .change = change,
        .has_reason = reason.len > 0,
        .reason = reason,
        .actor = call_actor_text(call),
    };
    enum status status = store_insert_version(self->organisations,
            organisation->rowid, &note);

    return status ? status
                  : index_name(self, call, SEARCH_TYPE_ORGANISATION,
                            organisation->entry.organisation_id,
                            organisation->entry.name);
}

/* Write a changed row and everything that follows from it. */
static enum status
keep_change(struct registry *self, struct call *call,
        struct organisation *organisation, enum organisation_change change,
        struct str reason)
{
    enum status status;

    organisation->folded = fold_text(organisation->entry.name, call->arena);
    status = store_update_organisation(self->organisations, organisation);
    if (status == STATUS_CONFLICT)
        return refuse_taken_code(call);
    if (!status)
        status = keep_version(self, call, organisation, change, reason);
    return status ? status : publish_change(call, &organisation->entry, change);
}

/* Registering */

static struct get_organisation_reply
entry_of(const struct register_organisation_request *request)
{
    return (struct get_organisation_reply){
        .name = request->name,
        .kind = request->kind,
        .status = ORGANISATION_STATUS_ACTIVE,
        .has_supervising_unit = request->has_supervising_unit,
        .supervising_unit = request->supervising_unit,
        .has_registration_authority = request->has_registration_authority,
        .registration_authority = request->registration_authority,
        .has_registered_on = request->has_registered_on,
        .registered_on = request->registered_on,
        .has_hub_role = request->has_hub_role,
        .hub_role = request->hub_role,
        .fields = request->fields,
        .fields_count = request->fields_count,
        .has_address = request->has_address,
        .address = request->address,
        .has_contact = request->has_contact,
        .contact = request->contact,
        .has_summary = request->has_summary,
        .summary = request->summary,
    };
}

enum status
handle_register_organisation(struct registry *self, struct call *call,
        const struct register_organisation_request *request,
        struct register_organisation_reply *reply)
{
    struct organisation organisation = {
        .folded = fold_text(request->name, call->arena),
        .entry = entry_of(request),
    };
    enum status status = set_code(call, &organisation, request->has_credit_code,
            request->credit_code, request->has_override_reason,
            request->override_reason);

    if (!status)
        status = check_fields(self, call, request->fields,
                request->fields_count);
    if (status)
        return status;
    organisation.entry.organisation_id = call_new_id(call);
    reply->organisation_id = organisation.entry.organisation_id;
    status = store_insert_organisation(self->organisations, &organisation);
    if (status == STATUS_CONFLICT)
        return refuse_taken_code(call);
    if (!status)
        status = keep_version(self, call, &organisation,
                ORGANISATION_CHANGE_REGISTERED, STR(""));
    return status ? status : publish_registration(call, &organisation.entry);
}

/* Correcting */

#define TAKE(entry, request, field)                                            \
    do {                                                                       \
        if ((request)->has_##field) {                                          \
            (entry)->has_##field = true;                                       \
            (entry)->field = (request)->field;                                 \
        }                                                                      \
    } while (0)

static void
take_corrections(struct get_organisation_reply *entry,
        const struct correct_organisation_request *request)
{
    if (request->has_name)
        entry->name = request->name;
    if (request->has_kind)
        entry->kind = request->kind;
    if (request->fields_count > 0) {
        entry->fields = request->fields;
        entry->fields_count = request->fields_count;
    }
    TAKE(entry, request, supervising_unit);
    TAKE(entry, request, registration_authority);
    TAKE(entry, request, registered_on);
    TAKE(entry, request, hub_role);
    TAKE(entry, request, address);
    TAKE(entry, request, contact);
    TAKE(entry, request, summary);
}

static void
clear_field(struct get_organisation_reply *entry, enum organisation_field field)
{
    switch (field) {
    case ORGANISATION_FIELD_CREDIT_CODE:
        entry->has_credit_code = false;
        break;
    case ORGANISATION_FIELD_SUPERVISING_UNIT:
        entry->has_supervising_unit = false;
        break;
    case ORGANISATION_FIELD_REGISTRATION_AUTHORITY:
        entry->has_registration_authority = false;
        break;
    case ORGANISATION_FIELD_REGISTERED_ON:
        entry->has_registered_on = false;
        break;
    case ORGANISATION_FIELD_HUB_ROLE:
        entry->has_hub_role = false;
        break;
    case ORGANISATION_FIELD_FIELDS:
        entry->fields_count = 0;
        break;
    case ORGANISATION_FIELD_ADDRESS:
        entry->has_address = false;
        break;
    case ORGANISATION_FIELD_CONTACT:
        entry->has_contact = false;
        break;
    case ORGANISATION_FIELD_SUMMARY:
        entry->has_summary = false;
        break;
    }
}

/* A code that stays keeps its override, unless another reason is given. */
static enum status
correct_code(struct call *call, struct organisation *organisation,
        const struct correct_organisation_request *request)
{
    struct get_organisation_reply *entry = &organisation->entry;
    bool keeps_code = !request->has_credit_code && entry->has_credit_code;
    bool has_reason = request->has_override_reason ||
                      (keeps_code && organisation->has_override_reason);

    return set_code(call, organisation, request->has_credit_code || keeps_code,
            request->has_credit_code ? request->credit_code
                                     : entry->credit_code,
            has_reason,
            request->has_override_reason ? request->override_reason
                                         : organisation->override_reason);
}

enum status
handle_correct_organisation(struct registry *self, struct call *call,
        const struct correct_organisation_request *request,
        struct correct_organisation_reply *reply)
{
    const struct schema *schema = &registry_get_organisation_reply_schema;
    struct organisation organisation;
    struct str before;
    enum status status = find_organisation(self, call, request->organisation,
            "organisation", &organisation);

    (void)reply;
    if (status)
        return status;
    before = codec_encode_in(call->arena, schema, &organisation.entry);
    for (size_t i = 0; i < request->clear_count; i++)
        clear_field(&organisation.entry, request->clear[i]);
    take_corrections(&organisation.entry, request);
    status = correct_code(call, &organisation, request);
    if (!status)
        status = check_fields(self, call, organisation.entry.fields,
                organisation.entry.fields_count);
    if (status)
        return status;
    if (str_equal(before,
                codec_encode_in(call->arena, schema, &organisation.entry)))
        return call_refuse(call, &problem_nothing_to_change, NULL,
                "the entry is like that already");
    return keep_change(self, call, &organisation, ORGANISATION_CHANGE_CORRECTED,
            request->reason);
}

/* Status and succession */

/* Taking a succession back: the successor stands alone again. */
static enum status
release_successor(struct registry *self, struct call *call,
        struct organisation *organisation, struct str reason)
{
    struct organisation successor;
    enum status status = find_organisation(self, call,
            organisation->entry.successor, "organisation", &successor);

    if (status)
        return status;
    organisation->entry.has_successor = false;
    successor.entry.has_predecessor = false;
    return keep_change(self, call, &successor, ORGANISATION_CHANGE_CORRECTED,
            reason);
}

enum status
handle_change_organisation_status(struct registry *self, struct call *call,
        const struct change_organisation_status_request *request,
        struct change_organisation_status_reply *reply)
{
    struct organisation organisation;
    enum status status = find_organisation(self, call, request->organisation,
            "organisation", &organisation);

    if (status)
        return status;
    if (!organisation_can(organisation.entry.status, request->action))
        return call_refuse(call, &problem_organisation_status_unfit, "action",
                "the organisation is %s",
                enum_name(&registry_organisation_status_enumeration,
                        organisation.entry.status));
    if (organisation.entry.has_successor)
        status = release_successor(self, call, &organisation, request->reason);
    organisation.entry.status = organisation_after(request->action);
    reply->status = organisation.entry.status;
    if (!status)
        status = keep_change(self, call, &organisation,
                organisation_change_of(request->action), request->reason);
    return status;
}

static enum status
check_succession(struct call *call, const struct organisation *group,
        const struct organisation *successor)
{
    if (group->entry.status != ORGANISATION_STATUS_ACTIVE)
        return call_refuse(call, &problem_organisation_not_active,
                "organisation", "only an active group can be succeeded");
    if (successor->entry.status != ORGANISATION_STATUS_ACTIVE)
        return call_refuse(call, &problem_organisation_not_active, "successor",
                "the successor must be active");
    if (group->rowid == successor->rowid || successor->entry.has_predecessor)
        return call_refuse(call, &problem_organisation_status_unfit,
                "successor", "another organisation that succeeds none");
    return STATUS_OK;
}

enum status
handle_succeed_organisation(struct registry *self, struct call *call,
        const struct succeed_organisation_request *request,
        struct succeed_organisation_reply *reply)
{
    struct organisation group, successor;
    enum status status = find_organisation(self, call, request->organisation,
            "organisation", &group);

    (void)reply;
    if (!status)
        status = find_organisation(self, call, request->successor, "successor",
                &successor);
    if (!status)
        status = check_succession(call, &group, &successor);
    if (status)
        return status;
    group.entry.status = ORGANISATION_STATUS_SUCCEEDED;
    group.entry.has_successor = true;
    group.entry.successor = request->successor;
    successor.entry.has_predecessor = true;
    successor.entry.predecessor = request->organisation;
    status = keep_change(self, call, &group, ORGANISATION_CHANGE_SUCCEEDED,
            request->reason);
    return status ? status
                  : keep_change(self, call, &successor,
                            ORGANISATION_CHANGE_INHERITED, request->reason);
}
