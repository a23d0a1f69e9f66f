"""To-dos through the API: who sees them, what can be done, and that the second click loses."""

import threading
from typing import Any

from tests.dougong.flows.run_office import Office, flow_of, office, settings
from tests.dougong.people import Someone

__all__ = ["office", "settings"]
ASK = {"id": "ok", "type": "approval", "label": "审批", "assignees": [{"role": "boss"}], "fields": {"note": "write"}}


def get(by: Someone, path: str, status: int = 200) -> Any:
    answer = by.browser.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def post(by: Someone, path: str, body: dict[str, Any] | None = None, status: int = 200, **headers: str) -> Any:
    answer = by.browser.post(f"/api/v1{path}", json=body or {}, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def todo(by: Someone, box: str = "todo") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = get(by, f"/tasks?box={box}")["items"]
    return items


def test_a_to_do_appears_is_decided_with_a_field_and_a_second_click_is_409(office: Office) -> None:
    boss = office.hire("老板", "boss")
    flow_id = office.publish(flow_of("ask", ASK, title="请批 {name}"))
    record_id = office.deal(name="大单", secret="底")
    instance = office.begin(flow_id, record_id)
    (row,) = todo(boss)
    assert row["title"] == "请批 大单"
    assert row["form"] == {"key": "deal", "label": "商机"}
    assert row["node"] == {"id": "ok", "label": "审批", "type": "approval"}
    assert get(boss, "/tasks/counts") == {"todo": 1, "late": 0, "cc": 0, "started": 0, "waiting": 0}
    detail = get(boss, f"/tasks/{row['id']}")
    assert detail["record"]["_can"] == {"update": True, "write": ["note"]}
    # the step gives one field, and this person has no grants of their own
    assert set(detail["form"]["runtime"]["fields"]) == {"note"}
    assert "secret" not in detail["record"]["values"] and "name" not in detail["record"]["values"]
    assert {verb["verb"] for verb in detail["verbs"]} >= {"approve", "reject", "transfer", "comment"}
    body = {"verb": "approve", "comment": "好", "record": {"note": "同意降价", "version": detail["record"]["version"]}}
    done = post(boss, f"/tasks/{row['id']}:decide", body)
    assert done["instance"] == {"id": instance, "status": "ended", "result": "approved"}
    assert done["task"]["status"] == "approved"
    assert office.record(record_id)["note"] == "同意降价"
    again = post(boss, f"/tasks/{row['id']}:decide", {"verb": "reject", "comment": "不"}, 409)
    assert again["code"] == "task_closed"
    assert todo(boss) == []
    assert [each["id"] for each in todo(boss, "done")] == [row["id"]]
    history = office.admin.browser.get(f"/api/v1/apps/crm/forms/deal/records/{record_id}/history").json()["items"]
    assert history[0]["door"] == "flow"
    assert history[0]["by"]["id"] == boss.id


def test_a_step_neither_shows_nor_writes_what_it_does_not_give(office: Office) -> None:
    boss = office.hire("老板", "boss")
    record_id = office.deal(secret="底")
    instance = office.begin(office.publish(flow_of("ask", ASK)), record_id)
    (row,) = todo(boss)
    for key in ("secret", "amount"):
        body = {"verb": "approve", "record": {key: "1"}}
        problem = post(boss, f"/tasks/{row['id']}:decide", body, 422)
        assert problem["errors"][0]["field"] == key
    assert office.record(record_id)["secret"] == "底"
    assert office.instance(instance).status == "running"
    # the record itself stays closed to somebody without grants, task or not
    assert boss.browser.get(f"/api/v1/apps/crm/forms/deal/records/{record_id}").status_code in (403, 404)
    stranger = office.hire("路人")
    assert stranger.browser.get(f"/api/v1/tasks/{row['id']}").status_code == 404
    assert post(stranger, f"/tasks/{row['id']}:decide", {"verb": "approve"}, 404)["code"] == "task_not_found"


def test_hidden_fields_stay_hidden_from_those_whose_own_grants_give_them(office: Office) -> None:
    sales = office.hire("小王", "sales")
    node = {**ASK, "assignees": [{"person": sales.id}], "fields": {"amount": "hide", "note": "write"}}
    record_id = office.deal(amount=100)
    office.begin(office.publish(flow_of("ask", node)), record_id)
    (row,) = todo(sales)
    detail = get(sales, f"/tasks/{row['id']}")
    assert "amount" not in detail["record"]["values"]
    assert "amount" not in detail["form"]["runtime"]["fields"]
    assert detail["record"]["values"]["name"] == "一号商机"  # by their own grants
    assert detail["form"]["runtime"]["fields"]["note"] == "write"


def test_a_required_field_must_be_filled_to_say_yes_but_not_to_say_no(office: Office) -> None:
    boss = office.hire("老板", "boss")
    flow_id = office.publish(flow_of("ask", {**ASK, "fields": {"note": "require"}}))
    first, second = office.begin(flow_id, office.deal()), office.begin(flow_id, office.deal())
    one, two = (next(t for t in todo(boss) if t["instance"] == instance)["id"] for instance in (first, second))
    problem = post(boss, f"/tasks/{one}:decide", {"verb": "approve"}, 422)
    assert problem["errors"][0]["field"] == "note"
    post(boss, f"/tasks/{one}:decide", {"verb": "approve", "record": {"note": "有"}})
    post(boss, f"/tasks/{two}:decide", {"verb": "reject", "comment": "不行"})
    assert (office.instance(first).result, office.instance(second).result) == ("approved", "rejected")


def test_two_people_clicking_at_once_get_one_decision_and_one_409(office: Office) -> None:
    people = [office.hire(name, "boss") for name in ("甲", "乙")]
    instance = office.begin(office.publish(flow_of("ask", ASK)), office.deal())
    tasks = [todo(person)[0]["id"] for person in people]
    answers: list[int] = []
    ready = threading.Barrier(2)

    def click(person: Someone, task: str) -> None:
        ready.wait()
        answers.append(person.browser.post(f"/api/v1/tasks/{task}:decide", json={"verb": "approve"}).status_code)

    threads = [threading.Thread(target=click, args=pair) for pair in zip(people, tasks, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409]
    assert [task.status for task in office.tasks(instance, None)].count("approved") == 1


def test_the_same_click_sent_twice_answers_the_same(office: Office) -> None:
    boss = office.hire("老板", "boss")
    office.begin(office.publish(flow_of("ask", ASK)), office.deal())
    (row,) = todo(boss)
    path, headers = f"/tasks/{row['id']}:decide", {"Idempotency-Key": "click-1"}
    first = post(boss, path, {"verb": "approve"}, 200, **headers)
    assert post(boss, path, {"verb": "approve"}, 200, **headers) == first


def test_transfer_delegate_signers_return_and_take_back_work_through_the_api(office: Office) -> None:
    one, two, three = (office.hire(name) for name in ("一", "二", "三"))
    first = {"id": "first", "type": "approval", "label": "初审", "assignees": [{"person": one.id}]}
    second = {"id": "second", "type": "approval", "label": "终审", "assignees": [{"person": two.id}]}
    edges = [
        {"from": "start", "to": "first"},
        {"from": "first", "to": "second", "when": "outcome = 'approved'"},
        {"from": "first", "to": "end", "default": True},
        {"from": "second", "to": "end"},
    ]
    instance = office.begin(office.publish(flow_of("two", first, second, edges=edges)), office.deal())
    task = todo(one)[0]["id"]
    post(one, f"/tasks/{task}:decide", {"verb": "approve"})
    assert todo(two)[0]["node"]["id"] == "second"
    post(one, f"/tasks/{task}:take-back", {"comment": "等等"})
    assert todo(two) == []
    task = todo(one)[0]["id"]
    post(one, f"/tasks/{task}:decide", {"verb": "approve"})
    task = todo(two)[0]["id"]
    preview = get(two, f"/tasks/{task}/return-preview?to=first")
    assert preview["to"]["label"] == "初审" and preview["cancels"] == []
    post(two, f"/tasks/{task}:return", {"to": "first", "comment": "再看"})
    task = todo(one)[0]["id"]
    post(one, f"/tasks/{task}:transfer", {"to": three.id})
    (row,) = todo(three)
    post(three, f"/tasks/{row['id']}:add-signers", {"people": [one.id], "place": "before"})
    assert todo(three)[0]["waiting"] is True
    added = todo(one)[0]
    assert added["from"] == {"id": three.id, "name": "三"}
    signer = next(v for v in get(three, f"/tasks/{row['id']}")["verbs"] if v["verb"] == "remove_signer")
    post(three, f"/tasks/{signer['tasks'][0]['id']}:remove-signer")
    assert todo(one) == []
    post(three, f"/tasks/{row['id']}:delegate", {"to": one.id})
    post(one, f"/tasks/{todo(one)[0]['id']}:decide", {"verb": "approve"})
    back = todo(three)[0]
    post(three, f"/tasks/{back['id']}:decide", {"verb": "approve"})
    post(two, f"/tasks/{todo(two)[0]['id']}:decide", {"verb": "approve"})
    assert office.instance(instance).result == "approved"
    kinds = [fact["kind"] for fact in get(office.admin, f"/instances/{instance}")["timeline"]]
    for kind in ("taken_back", "returned", "transferred", "signers_added", "signer_removed", "delegated", "ended"):
        assert kind in kinds


def test_copies_are_read_words_are_kept_and_urging_has_its_pause(office: Office) -> None:
    boss, reader = office.hire("老板", "boss"), office.hire("读者")
    starter = office.hire("发起", "sales")
    record_id = office.deal()
    instance = office.begin(office.publish(flow_of("ask", ASK)), record_id, starter)
    (row,) = todo(boss)
    post(boss, f"/tasks/{row['id']}:cc", {"people": [reader.id], "comment": "请看"})
    assert get(reader, "/tasks/counts")["cc"] == 1
    (copy,) = todo(reader, "cc")
    # of the step that it is a copy of: this one gives a single field
    assert set(get(reader, f"/tasks/{copy['id']}")["form"]["runtime"]["fields"]) == {"note"}
    post(reader, f"/tasks/{copy['id']}:read")
    assert get(reader, "/tasks/counts")["cc"] == 0
    post(boss, f"/tasks/{row['id']}:comment", {"text": "在看"})
    post(starter, f"/instances/{instance}:urge")
    assert post(starter, f"/instances/{instance}:urge", {}, 429)["code"] == "too_many"
    assert todo(boss)[0]["urged_at"] is not None
    shown = get(starter, f"/apps/crm/forms/deal/records/{record_id}/flows")["items"][0]
    assert [word["text"] for word in shown["comments"]] == ["请看", "在看"]
    assert shown["now"][0]["person"] == {"id": boss.id, "name": "老板"}
    assert shown["can"] == ["withdraw", "comment", "cc"] or "withdraw" in shown["can"]
    (mine,) = todo(starter, "started")
    assert mine["id"] == instance
    post(starter, f"/instances/{instance}:withdraw", {"comment": "不要了"})
    assert todo(boss) == [] and office.instance(instance).result == "withdrawn"


def test_many_to_dos_are_decided_at_once_each_for_itself(office: Office) -> None:
    boss = office.hire("老板", "boss")
    flow_id = office.publish(flow_of("ask", ASK))
    for _ in range(3):
        office.begin(flow_id, office.deal())
    ids = [row["id"] for row in todo(boss)]
    post(boss, f"/tasks/{ids[0]}:decide", {"verb": "approve"})
    results = post(boss, "/tasks:decide", {"tasks": ids, "verb": "approve"})["results"]
    assert [each["ok"] for each in results] == [False, True, True]
    assert results[0]["problem"]["code"] == "task_closed"


def test_lists_come_in_pages_without_doubles(office: Office) -> None:
    boss = office.hire("老板", "boss")
    flow_id = office.publish(flow_of("ask", {**ASK, "sla": [{"after": "1 hour", "do": "approve"}]}))
    plain = office.publish(flow_of("plain", ASK, title="请批 {name}"))
    for number in range(5):
        office.begin(flow_id if number % 2 else plain, office.deal(name=f"单{number}"))
    seen: list[str] = []
    cursor = ""
    while True:
        page = get(boss, f"/tasks?limit=2&cursor={cursor}")
        seen += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert [row["due_at"] is not None for row in todo(boss)] == [True, True, False, False, False]
    assert len(get(boss, "/tasks?q=单2")["items"]) == 1
    assert get(boss, "/tasks?q=单3")["items"] == []  # the title of a record whose title this step doesn't show
    assert len(get(boss, "/tasks?flow=plain")["items"]) == 3
