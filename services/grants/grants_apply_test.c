/* Applications: drafts, versions, files, and who sees what. */
#include "fixture.h"

#include <sodium.h>

static struct uuid
a_round(struct fixture *f)
{
    struct open_round_request request = plain_round(f);

    return open_round(f, &request);
}

static void
an_application_is_submitted_with_a_number(void **state)
{
    struct fixture *f = *state;
    struct budget_line lines[] = {
        { .item = STR("物料"), .amount = 30000 },
        { .item = STR("补贴"), .amount = 20000 },
    };
    struct application_answer answer = { STR("需求"), STR("司机压力大") };
    struct submit_application_request request =
            plain_application(f, a_round(f), "心灵巴士", 50000);
    struct submit_application_reply reply;
    struct get_application_reply got;
    struct grants_application_submitted body;

    request.budget = lines;
    request.budget_count = 2;
    request.answers = &answer;
    request.answers_count = 1;
    assert_int_equal(DO(f, ada, submit_application, &request, &reply),
            STATUS_OK);
    assert_true(str_equal(reply.number, STR("GA-2026-0001")));
    struct get_application_request get = { .application =
                                                   reply.application_id };
    assert_int_equal(DO(f, ada, get_application, &get, &got), STATUS_OK);
    assert_int_equal(got.budget_count, 2);
    assert_int_equal(got.budget[1].amount, 20000);
    assert_true(str_equal(got.answers[0].answer, STR("司机压力大")));
    assert_false(got.is_organisation_known);
    assert_true(harness_last_event(f->harness, "grants.application_submitted",
            NULL, &body));
    assert_true(uuid_equal(body.applicant, harness_account(f->harness, "ada")));
}

static void
what_the_round_does_not_take_is_refused(void **state)
{
    struct fixture *f = *state;
    struct budget_line line = { .item = STR("物料"), .amount = 49999 };
    struct open_round_request open = plain_round(f);
    struct submit_application_request request;

    open.has_max_amount = true;
    open.max_amount = 50000;
    request = plain_application(f, open_round(f, &open), "甲", 50000);
    request.budget = &line;
    request.budget_count = 1;
    REFUSES(f, ada, submit_application, &request, "budget_mismatch");
    assert_string_equal(harness_problem_detail(f->harness),
            "the lines must sum to the amount asked for; they sum to 49999 "
            "fen");
    assert_string_equal(harness_problem_expected(f->harness), "50000 fen");
    assert_string_equal(harness_problem_field(f->harness), "budget");
    request.amount = 50001;
    REFUSES(f, ada, submit_application, &request, "over_max_amount");
    request.amount = 49999;
    request.has_section = true;
    request.section = STR("没有");
    REFUSES(f, ada, submit_application, &request, "no_such_section");
    request.has_section = false;
    REFUSES(f, council, submit_application, &request, "forbidden");
    request.round = fixture_id(f);
    REFUSES(f, ada, submit_application, &request, "not_found");
    request.amount = 0;
    REFUSES(f, ada, submit_application, &request, "invalid_field");
}

static void
the_window_closes_to_the_millisecond(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct submit_application_request request =
            plain_application(f, round, "末班车", 100);

    harness_set_now(f->harness, round_of(f, round).round.closes_at);
    REFUSES(f, ada, submit_application, &request,
            "round_closed_to_applications");
}

static void
an_organisation_applies_as_often_as_the_round_allows(void **state)
{
    struct fixture *f = *state;
    struct open_round_request open = plain_round(f);
    struct submit_application_request request;

    open.has_max_per_organisation = true;
    open.max_per_organisation = 2;
    request = plain_application(f, open_round(f, &open), "甲", 100);
    assert_int_equal(DO(f, ada, submit_application, &request, NULL), STATUS_OK);
    assert_int_equal(DO(f, ada, submit_application, &request, NULL), STATUS_OK);
    REFUSES(f, ada, submit_application, &request, "too_many_applications");
    struct amend_application_request amend = {
        .application = apply(f, request.round, "丙", 100),
        .organisation = request.organisation,
        .title = STR("换个名义"),
        .amount = 100,
    };
    REFUSES(f, ada, amend_application, &amend, "too_many_applications");
}

static void
tell_organisation(struct fixture *f, struct uuid id,
        enum organisation_status status)
{
    struct registry_organisation_changed body = { .name = STR("义家人"),
        .kind = ORGANISATION_KIND_SOCIAL_GROUP,
        .status = status,
        .change = ORGANISATION_CHANGE_SUSPENDED };

    assert_int_equal(harness_event(f->harness, "registry.organisation_changed",
                             HUB, id, &body),
            STATUS_OK);
}

static void
a_suspended_organisation_does_not_apply(void **state)
{
    struct fixture *f = *state;
    struct submit_application_request request =
            plain_application(f, a_round(f), "甲", 100);

    tell_organisation(f, request.organisation, ORGANISATION_STATUS_SUSPENDED);
    REFUSES(f, ada, submit_application, &request, "organisation_inactive");
    tell_organisation(f, request.organisation, ORGANISATION_STATUS_ACTIVE);
    assert_int_equal(DO(f, ada, submit_application, &request, NULL), STATUS_OK);
}

static struct uuid
account_of(struct fixture *f, const char *name, struct uuid organisation)
{
    struct registry_account_opened body = {
        .account = harness_account(f->harness, name),
        .has_organisation = true,
        .organisation = organisation,
        .status = ACCOUNT_STATUS_OPEN,
    };

    assert_int_equal(harness_event(f->harness, "registry.account_opened", HUB,
                             body.account, &body),
            STATUS_OK);
    return organisation;
}

static void
an_account_applies_for_its_own_organisation(void **state)
{
    struct fixture *f = *state;
    struct submit_application_request request =
            plain_application(f, a_round(f), "甲", 100);
    struct uuid own = account_of(f, "ada", fixture_id(f));

    REFUSES(f, ada, submit_application, &request, "not_your_organisation");
    request.organisation = own;
    assert_int_equal(DO(f, ada, submit_application, &request, NULL), STATUS_OK);
}

static void
an_account_without_an_organisation_applies_for_none(void **state)
{
    struct fixture *f = *state;
    struct submit_application_request request =
            plain_application(f, a_round(f), "甲", 100);
    const struct registry_account_opened opened = {
        .account = harness_account(f->harness, "ada"),
        .status = ACCOUNT_STATUS_OPEN,
    };

    harness_event(f->harness, "registry.account_opened", HUB, opened.account,
            &opened);
    REFUSES(f, ada, submit_application, &request, "not_your_organisation");
    assert_int_equal(DO(f, operator, submit_application, &request, NULL),
            STATUS_OK);
}

static void
who_signed_up_applies_for_nobody_until_staff_confirm(void **state)
{
    struct fixture *f = *state;
    struct submit_application_request request =
            plain_application(f, a_round(f), "甲", 100);
    struct registry_account_opened opened = {
        .account = harness_account(f->harness, "ada"),
        .status = ACCOUNT_STATUS_OPEN,
        .has_by_itself = true,
        .by_itself = true,
    };
    struct registry_account_changed confirmed = {
        .account = opened.account,
        .has_organisation = true,
        .organisation = request.organisation,
        .status = ACCOUNT_STATUS_OPEN,
    };

    harness_event(f->harness, "registry.account_opened", HUB, opened.account,
            &opened);
    REFUSES(f, ada, submit_application, &request, "not_your_organisation");
    harness_event(f->harness, "registry.account_changed", HUB, opened.account,
            &confirmed);
    assert_int_equal(DO(f, ada, submit_application, &request, NULL), STATUS_OK);
}

static void
colleagues_see_and_mend_what_their_organisation_sent(void **state)
{
    struct fixture *f = *state;
    struct uuid organisation = account_of(f, "ada", fixture_id(f));
    struct submit_application_request request =
            plain_application(f, a_round(f), "甲", 100);
    struct submit_application_reply reply;

    request.organisation = organisation;
    assert_int_equal(DO(f, ada, submit_application, &request, &reply),
            STATUS_OK);
    struct get_application_request get = { .application =
                                                   reply.application_id };
    REFUSES(f, bo, get_application, &get, "not_found");
    account_of(f, "bo", organisation);
    assert_int_equal(DO(f, bo, get_application, &get, NULL), STATUS_OK);
}

static struct uuid
save(struct fixture *f, struct uuid round, const char *title)
{
    struct save_draft_request request = { .round = round,
        .organisation = fixture_id(f),
        .title = str_from(title) };
    struct save_draft_reply reply;

    assert_int_equal(DO(f, ada, save_draft, &request, &reply), STATUS_OK);
    return reply.application_id;
}

static void
a_draft_is_its_authors_alone(void **state)
{
    struct fixture *f = *state;
    struct get_application_request get = { .application = save(f, a_round(f),
                                                   "草稿") };
    struct list_applications_request list = { 0 };
    struct list_applications_reply listed;

    assert_int_equal(DO(f, ada, get_application, &get, NULL), STATUS_OK);
    REFUSES(f, bo, get_application, &get, "not_found");
    REFUSES(f, operator, get_application, &get, "not_found");
    REFUSES(f, supervisor, get_application, &get, "not_found");
    REFUSES(f, ruth, get_application, &get, "not_found");
    assert_int_equal(DO(f, operator, list_applications, &list, &listed),
            STATUS_OK);
    assert_int_equal(listed.items_count, 0);
    assert_int_equal(DO(f, ada, list_applications, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 1);
    assert_int_equal(
            harness_count_events(f->harness, "grants.application_changed"), 0);
}

static void
a_draft_is_not_even_a_colleagues(void **state)
{
    struct fixture *f = *state;
    struct save_draft_request request = { .round = a_round(f),
        .organisation = fixture_id(f),
        .title = STR("草稿") };
    struct save_draft_reply saved;
    struct get_application_request get;
    struct discard_draft_request discard;

    account_of(f, "ada", fixture_id(f));
    account_of(f, "bo", request.organisation);
    REFUSES(f, ada, save_draft, &request, "not_your_organisation");
    account_of(f, "ada", request.organisation);
    assert_int_equal(DO(f, ada, save_draft, &request, &saved), STATUS_OK);
    get.application = discard.application = saved.application_id;
    REFUSES(f, bo, get_application, &get, "not_found");
    REFUSES(f, bo, discard_draft, &discard, "not_found");
    assert_int_equal(DO(f, ada, discard_draft, &discard, NULL), STATUS_OK);
}

static void
a_draft_is_saved_over_and_submitted(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid draft = save(f, round, "草稿");
    struct save_draft_request again = { .round = round,
        .has_draft = true,
        .draft = draft,
        .has_expected_version = true,
        .expected_version = 1,
        .organisation = fixture_id(f),
        .title = STR("草稿二") };
    struct save_draft_reply saved;
    struct submit_application_request submit =
            plain_application(f, round, "定稿", 100);
    struct submit_application_reply reply;

    assert_int_equal(DO(f, ada, save_draft, &again, &saved), STATUS_OK);
    assert_int_equal(saved.version, 2);
    REFUSES(f, ada, save_draft, &again, "stale");
    submit.has_draft = true;
    submit.draft = draft;
    REFUSES(f, bo, submit_application, &submit, "not_found");
    assert_int_equal(DO(f, ada, submit_application, &submit, &reply),
            STATUS_OK);
    assert_true(uuid_equal(reply.application_id, draft));
    assert_int_equal(application_of(f, draft).version, 1);
    REFUSES(f, ada, submit_application, &submit, "wrong_application_state");
}

static void
a_draft_is_thrown_away(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct discard_draft_request discard = { .application =
                                                     save(f, round, "草稿") };
    struct get_application_request get = { discard.application };

    REFUSES(f, bo, discard_draft, &discard, "not_found");
    assert_int_equal(DO(f, ada, discard_draft, &discard, NULL), STATUS_OK);
    REFUSES(f, ada, get_application, &get, "not_found");
    discard.application = apply(f, round, "甲", 100);
    REFUSES(f, ada, discard_draft, &discard, "wrong_application_state");
}

static struct amend_application_request
amendment(struct fixture *f, struct uuid application, const char *title)
{
    return (struct amend_application_request){
        .application = application,
        .organisation = fixture_id(f),
        .title = str_from(title),
        .amount = 200,
    };
}

static void
every_version_is_kept(void **state)
{
    struct fixture *f = *state;
    struct uuid application = apply(f, a_round(f), "第一版", 100);
    struct amend_application_request amend =
            amendment(f, application, "第二版");
    struct amend_application_reply amended;
    struct list_versions_request list = { .application = application };
    struct list_versions_reply versions;

    amend.has_expected_version = true;
    amend.expected_version = 1;
    assert_int_equal(DO(f, ada, amend_application, &amend, &amended),
            STATUS_OK);
    assert_int_equal(amended.version, 2);
    REFUSES(f, ada, amend_application, &amend, "stale");
    assert_int_equal(DO(f, ada, list_versions, &list, &versions), STATUS_OK);
    assert_int_equal(versions.items_count, 2);
    assert_true(str_equal(versions.items[0].title, STR("第二版")));
    assert_true(str_equal(versions.items[1].title, STR("第一版")));
    assert_int_equal(versions.items[1].amount, 100);
    REFUSES(f, bo, list_versions, &list, "not_found");
}

static void
what_was_returned_is_completed_after_the_window(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = apply(f, round, "甲", 100);
    struct amend_application_request amend = amendment(f, application, "乙");
    struct screen_application_request back = { .application = application,
        .outcome = SCREENING_OUTCOME_RETURN };

    REFUSES(f, operator, screen_application, &back, "invalid_field");
    close_window(f, round);
    REFUSES(f, ada, amend_application, &amend, "round_closed_to_applications");
    back.has_reason = true;
    back.reason = STR("缺少预算说明");
    assert_int_equal(DO(f, operator, screen_application, &back, NULL),
            STATUS_OK);
    assert_int_equal(DO(f, ada, amend_application, &amend, NULL), STATUS_OK);
    assert_state(application_of(f, application).state,
            APPLICATION_STATE_SUBMITTED);
}

static void
a_withdrawn_application_stays_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct uuid application = apply(f, a_round(f), "甲", 100);
    struct withdraw_application_request withdraw = { .application = application,
        .reason = STR("不做了") };
    struct amend_application_request amend = amendment(f, application, "乙");

    REFUSES(f, bo, withdraw_application, &withdraw, "not_found");
    assert_int_equal(DO(f, ada, withdraw_application, &withdraw, NULL),
            STATUS_OK);
    REFUSES(f, ada, withdraw_application, &withdraw, "wrong_application_state");
    REFUSES(f, ada, amend_application, &amend, "wrong_application_state");
}

static enum status
reinstate(struct fixture *f, const struct actor *who, struct uuid application,
        struct reinstate_application_reply *reply)
{
    struct reinstate_application_request request = { .application = application,
        .reason = STR("误操作") };

    return fixture_call(f, who, "reinstate_application", &request, reply);
}

static void
withdraw(struct fixture *f, struct uuid application)
{
    struct withdraw_application_request request = { .application = application,
        .reason = STR("点错了") };

    assert_int_equal(DO(f, operator, withdraw_application, &request, NULL),
            STATUS_OK);
}

static void
a_withdrawal_is_taken_back_to_what_was_before(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid passed = apply(f, round, "甲", 100);
    struct uuid fresh = apply(f, round, "乙", 100);
    struct reinstate_application_reply reply;

    pass(f, passed);
    assert_int_equal(reinstate(f, f->operator, passed, NULL), STATUS_CONFLICT);
    withdraw(f, passed);
    withdraw(f, fresh);
    assert_int_equal(reinstate(f, f->bo, passed, NULL), STATUS_NOT_FOUND);
    assert_int_equal(reinstate(f, f->ada, passed, &reply), STATUS_OK);
    assert_state(reply.state, APPLICATION_STATE_ELIGIBLE);
    assert_int_equal(reinstate(f, f->ada, fresh, &reply), STATUS_OK);
    assert_state(reply.state, APPLICATION_STATE_SUBMITTED);
    assert_state(application_of(f, fresh).state, APPLICATION_STATE_SUBMITTED);
}

static void
after_the_window_only_the_operator_takes_a_withdrawal_back(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct uuid application = apply(f, round, "甲", 100);
    struct reinstate_application_request request = { .application = application,
        .reason = STR("误操作") };
    struct cancel_round_request cancel = { .round = round, .reason = STR("x") };

    withdraw(f, application);
    close_window(f, round);
    REFUSES(f, ada, reinstate_application, &request,
            "round_closed_to_applications");
    assert_int_equal(reinstate(f, f->operator, application, NULL), STATUS_OK);
    withdraw(f, application);
    assert_int_equal(DO(f, operator, cancel_round, &cancel, NULL), STATUS_OK);
    REFUSES(f, operator, reinstate_application, &request, "wrong_round_state");
}

static void
applicants_list_their_own(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct list_applications_request list = { 0 };
    struct list_applications_reply listed;

    apply(f, round, "甲", 100);
    apply(f, round, "乙", 100);
    assert_int_equal(DO(f, bo, list_applications, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 0);
    assert_int_equal(DO(f, ada, list_applications, &list, &listed), STATUS_OK);
    assert_int_equal(listed.items_count, 2);
    list.state = APPLICATION_STATE_ELIGIBLE;
    list.has_state = true;
    assert_int_equal(DO(f, council, list_applications, &list, &listed),
            STATUS_OK);
    assert_int_equal(listed.items_count, 0);
    REFUSES(f, anyone, list_applications, &list, "unauthenticated");
}

static void
a_contact_is_for_those_who_run_the_round(void **state)
{
    struct fixture *f = *state;
    struct submit_application_request request =
            plain_application(f, a_round(f), "甲", 100);
    struct submit_application_reply reply;
    struct get_application_reply got;

    request.has_contact = true;
    request.contact = STR("13800000000");
    assert_int_equal(DO(f, ada, submit_application, &request, &reply),
            STATUS_OK);
    struct get_application_request get = { reply.application_id };
    assert_int_equal(DO(f, operator, get_application, &get, &got), STATUS_OK);
    assert_true(got.has_contact);
    assert_int_equal(DO(f, ruth, get_application, &get, &got), STATUS_OK);
    assert_false(got.has_contact);
    assert_int_equal(DO(f, council, get_application, &get, &got), STATUS_OK);
    assert_false(got.has_contact);
}

/* Files */

enum { FILE_SIZE = 300000, PIECE = 196608 };

static char file_bytes[FILE_SIZE];
static char file_hash[65];

static struct put_attachment_chunk_request
piece_of_file(int64_t offset)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    int64_t left = FILE_SIZE - offset;

    for (size_t i = 0; i < FILE_SIZE; i++)
        file_bytes[i] = (char)(i * 7);
    crypto_hash_sha256(hash, (unsigned char *)file_bytes, FILE_SIZE);
    sodium_bin2hex(file_hash, sizeof(file_hash), hash, sizeof(hash));
    return (struct put_attachment_chunk_request){
        .hash = str_from(file_hash),
        .size = FILE_SIZE,
        .offset = offset,
        .media_type = STR("application/pdf"),
        .bytes = { file_bytes + offset, (size_t)(left < PIECE ? left : PIECE) },
    };
}

static void
upload_by(struct fixture *f, const struct actor *who)
{
    struct put_attachment_chunk_request piece = piece_of_file(0);
    struct put_attachment_chunk_reply reply;

    assert_int_equal(
            fixture_call(f, who, "put_attachment_chunk", &piece, &reply),
            STATUS_OK);
    assert_int_equal(reply.received, PIECE);
    assert_false(reply.is_whole);
    piece = piece_of_file(PIECE);
    assert_int_equal(
            fixture_call(f, who, "put_attachment_chunk", &piece, &reply),
            STATUS_OK);
    assert_true(reply.is_whole);
}

static void
upload(struct fixture *f)
{
    upload_by(f, f->ada);
}

static struct submit_application_request
with_file(struct fixture *f, struct uuid round, struct attachment_ref *file)
{
    struct submit_application_request request =
            plain_application(f, round, "甲", 100);

    *file = (struct attachment_ref){ .hash = str_from(file_hash),
        .name = STR("预算.pdf"),
        .media_type = STR("application/pdf") };
    request.attachments = file;
    request.attachments_count = 1;
    return request;
}

static void
a_file_arrives_in_pieces_and_is_read_back(void **state)
{
    struct fixture *f = *state;
    struct get_attachment_request get = { 0 };
    struct get_attachment_reply got;

    upload(f);
    harness_reopen(f->harness);
    get.hash = str_from(file_hash);
    assert_int_equal(DO(f, ada, get_attachment, &get, &got), STATUS_OK);
    assert_int_equal(got.size, FILE_SIZE);
    assert_int_equal(got.bytes.len, PIECE);
    assert_int_equal(got.next_offset, PIECE);
    get.has_offset = true;
    get.offset = PIECE;
    assert_int_equal(DO(f, ada, get_attachment, &get, &got), STATUS_OK);
    assert_false(got.has_next_offset);
    assert_memory_equal(got.bytes.data, file_bytes + PIECE, got.bytes.len);
}

static void
a_piece_out_of_place_says_where_to_go_on(void **state)
{
    struct fixture *f = *state;
    struct put_attachment_chunk_request piece = piece_of_file(PIECE);
    struct put_attachment_chunk_reply reply;

    REFUSES(f, ada, put_attachment_chunk, &piece, "attachment_offset");
    piece = piece_of_file(0);
    assert_int_equal(DO(f, ada, put_attachment_chunk, &piece, NULL), STATUS_OK);
    assert_int_equal(DO(f, ada, put_attachment_chunk, &piece, &reply),
            STATUS_OK);
    assert_int_equal(reply.received, PIECE);
    piece.size = PIECE - 1;
    REFUSES(f, ada, put_attachment_chunk, &piece, "too_large");
}

static void
bytes_that_are_not_the_hash_are_thrown_away(void **state)
{
    struct fixture *f = *state;
    struct put_attachment_chunk_request piece = piece_of_file(0);

    piece.size = (int64_t)piece.bytes.len;
    REFUSES(f, ada, put_attachment_chunk, &piece, "attachment_differs");
    upload(f);
}

static void
a_file_is_named_only_after_it_was_uploaded(void **state)
{
    struct fixture *f = *state;
    struct uuid round = a_round(f);
    struct attachment_ref file;
    struct submit_application_request request;

    piece_of_file(0);
    request = with_file(f, round, &file);
    REFUSES(f, ada, submit_application, &request, "attachment_unknown");
    upload(f);
    assert_int_equal(DO(f, ada, submit_application, &request, NULL), STATUS_OK);
}

static void
a_file_is_for_those_who_see_the_application(void **state)
{
    struct fixture *f = *state;
    struct attachment_ref file;
    struct submit_application_request request;
    struct get_attachment_request get;

    upload(f);
    request = with_file(f, a_round(f), &file);
    get = (struct get_attachment_request){ .hash = str_from(file_hash) };
    REFUSES(f, operator, get_attachment, &get, "not_found");
    assert_int_equal(DO(f, ada, submit_application, &request, NULL), STATUS_OK);
    assert_int_equal(DO(f, operator, get_attachment, &get, NULL), STATUS_OK);
    assert_int_equal(DO(f, ruth, get_attachment, &get, NULL), STATUS_OK);
    REFUSES(f, bo, get_attachment, &get, "not_found");
    REFUSES(f, anyone, get_attachment, &get, "not_found");
}

static void
the_hash_of_a_file_does_not_open_it(void **state)
{
    struct fixture *f = *state;
    struct save_draft_request draft = { .round = a_round(f),
        .organisation = fixture_id(f),
        .title = STR("草稿") };
    struct put_attachment_chunk_request piece;
    struct put_attachment_chunk_reply reply;
    struct get_attachment_request get;
    struct attachment_ref file = { .name = STR("预算.pdf"),
        .media_type = STR("application/pdf") };

    upload(f);
    get.hash = file.hash = str_from(file_hash);
    get.has_offset = false;
    draft.attachments = &file;
    draft.attachments_count = 1;
    REFUSES(f, bo, save_draft, &draft, "attachment_unknown");
    piece = piece_of_file(0);
    piece.bytes.len = 1;
    assert_int_equal(DO(f, bo, put_attachment_chunk, &piece, &reply),
            STATUS_OK);
    assert_false(reply.is_whole);
    assert_int_equal(reply.received, 1);
    REFUSES(f, bo, save_draft, &draft, "attachment_unknown");
    REFUSES(f, bo, get_attachment, &get, "not_found");
    upload_by(f, f->bo);
    assert_int_equal(DO(f, bo, get_attachment, &get, NULL), STATUS_OK);
    assert_int_equal(DO(f, bo, save_draft, &draft, NULL), STATUS_OK);
    assert_int_equal(DO(f, ada, get_attachment, &get, NULL), STATUS_OK);
    piece = piece_of_file(PIECE);
    assert_int_equal(DO(f, bo, put_attachment_chunk, &piece, &reply),
            STATUS_OK);
    assert_true(reply.is_whole);
}

/* LGA-06 */
static void
the_rules_of_a_round_are_for_everybody(void **state)
{
    struct fixture *f = *state;
    struct open_round_request request = plain_round(f);
    struct get_attachment_request get;

    piece_of_file(0);
    request.has_rule_document = true;
    request.rule_document = str_from(file_hash);
    upload(f);
    REFUSES(f, operator, open_round, &request, "attachment_unknown");
    upload_by(f, f->operator);
    open_round(f, &request);
    get = (struct get_attachment_request){ .hash = str_from(file_hash) };
    assert_int_equal(DO(f, anyone, get_attachment, &get, NULL), STATUS_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_application_is_submitted_with_a_number),
        TEST(what_the_round_does_not_take_is_refused),
        TEST(the_window_closes_to_the_millisecond),
        TEST(an_organisation_applies_as_often_as_the_round_allows),
        TEST(a_suspended_organisation_does_not_apply),
        TEST(an_account_without_an_organisation_applies_for_none),
        TEST(who_signed_up_applies_for_nobody_until_staff_confirm),
        TEST(an_account_applies_for_its_own_organisation),
        TEST(colleagues_see_and_mend_what_their_organisation_sent),
        TEST(a_draft_is_its_authors_alone),
        TEST(a_draft_is_not_even_a_colleagues),
        TEST(a_draft_is_saved_over_and_submitted),
        TEST(a_draft_is_thrown_away),
        TEST(every_version_is_kept),
        TEST(what_was_returned_is_completed_after_the_window),
        TEST(a_withdrawn_application_stays_withdrawn),
        TEST(a_withdrawal_is_taken_back_to_what_was_before),
        TEST(after_the_window_only_the_operator_takes_a_withdrawal_back),
        TEST(applicants_list_their_own),
        TEST(a_contact_is_for_those_who_run_the_round),
        TEST(a_file_arrives_in_pieces_and_is_read_back),
        TEST(a_piece_out_of_place_says_where_to_go_on),
        TEST(bytes_that_are_not_the_hash_are_thrown_away),
        TEST(a_file_is_named_only_after_it_was_uploaded),
        TEST(a_file_is_for_those_who_see_the_application),
        TEST(the_hash_of_a_file_does_not_open_it),
        TEST(the_rules_of_a_round_are_for_everybody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
