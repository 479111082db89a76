"""SEAT-KIN: which candidates may not share a room."""

import pytest
from cases.hash_order import printed

from allocator.models.domain.exam import Candidate, Inputs, Need
from allocator.models.domain.kinship import KinTie, OtherTie
from allocator.models.domain.policy import Policy
from allocator.models.domain.staff import StaffMember
from allocator.randomness import Stream
from allocator.solvers.kin_pairs import forbidden_pairs


def a_candidate(nth, *, sex="", employer="", id_number=""):
    return Candidate(
        registration=f"R{nth}",
        name=f"考生{nth}",
        sex=sex,
        id_type="居民身份证",
        id_number=id_number or f"C{nth}",
        exam="E",
        level="",
        specialty="",
        subjects=("1",),
        employer=employer,
        site="",
        need=Need(),
        photo="",
        note="",
    )


def a_member(nth, sex="男"):
    return StaffMember(
        staff=f"G{nth}",
        name=f"职员{nth}",
        sex=sex,
        id_number=f"S{nth}",
        employer="",
        phone="",
        posts=("监考",),
        computer=False,
        experience=0,
        trained=None,
        source="",
        site="",
        sessions=(),
        max_sessions=None,
        past_sessions=0,
    )


def a_tie(declarer, relation, id_number, note=""):
    return KinTie(declarer=declarer, relation=relation, name="某", id_number=id_number, note=note)


def inputs_of(*ties, candidates=6, sexes="", others=(), people=None):
    if people is None:
        people = [
            a_candidate(nth, sex=sexes[nth : nth + 1].replace("-", "")) for nth in range(candidates)
        ]
    return Inputs(
        papers=(),
        candidates=tuple(people),
        sites=(),
        rooms=(),
        staff=(a_member(0), a_member(1, "女")),
        kin_ties=tuple(a_tie(*tie) for tie in ties),
        other_ties=tuple(others),
        post_needs=(),
        duty_needs=(),
        policy=Policy(),
    )


def pairs_of(*ties, **options):
    return forbidden_pairs(inputs_of(*ties, **options))


@pytest.mark.parametrize(
    "relation",
    ["妻子", "爱人", "父亲", "女儿", "哥哥", "爷爷", "曾孙", "养母", "同母异父的妹妹", "养兄"],
)
def test_spouse_direct_line_and_siblings_are_kept_apart_either_way(relation):
    assert pairs_of(("C1", relation, "C4")) == ((1, 4),)
    assert pairs_of(("C4", relation, "C1")) == ((1, 4),)


@pytest.mark.parametrize("relation", ["叔叔", "表姐", "岳父", "嫂子", "外甥", "连襟", "亲家母"])
def test_more_distant_kin_may_share_a_room(relation):
    assert pairs_of(("C1", relation, "C4")) == ()


def test_nobody_declared_means_no_pairs():
    assert pairs_of() == ()


def test_brother_and_father_of_a_staff_member_are_father_and_son():
    assert pairs_of(("G0", "父亲", "C0"), ("G0", "哥哥", "C1")) == ((0, 1),)


def test_siblings_of_a_third_person_by_number_are_siblings():
    assert pairs_of(("X9", "哥哥", "C0"), ("X9", "妹妹", "C1")) == ((0, 1),)


def test_mother_behind_the_uncle_is_the_declared_mother():
    # C0's 舅舅 is C1, whose father is C2: C2 is the father of C0's mother C3.
    assert pairs_of(("C0", "舅舅", "C1"), ("C0", "母亲", "C3"), ("C1", "父亲", "C2")) == (
        (0, 2),
        (0, 3),
        (1, 2),
        (1, 3),
        (2, 3),
    )


def test_grandfather_of_one_cousin_is_the_grandfather_of_the_other():
    assert pairs_of(("C0", "堂弟", "C1"), ("C1", "爷爷", "C2")) == ((0, 2), (1, 2))


def test_cousin_by_an_unknown_parent_shares_no_grandfather_by_name():
    assert pairs_of(("C0", "表弟", "C1"), ("C1", "爷爷", "C2")) == ((1, 2),)


def test_children_of_one_father_are_siblings():
    assert pairs_of(("C0", "父亲", "C2"), ("C1", "父亲", "C2")) == ((0, 1), (0, 2), (1, 2))


def test_children_of_one_third_person_are_siblings():
    assert pairs_of(("C0", "母亲", "X1"), ("X1", "儿子", "C1")) == ((0, 1),)


def test_full_sibling_of_a_child_is_a_child_even_if_the_parent_has_no_sex():
    assert pairs_of(("C0", "儿子", "C1"), ("C1", "弟弟", "C2")) == ((0, 1), (0, 2), (1, 2))


def test_full_sibling_of_an_adopted_child_is_no_child():
    assert pairs_of(("C0", "养子", "C1"), ("C1", "弟弟", "C2")) == ((0, 1), (1, 2))


def test_half_sibling_of_a_half_sibling_on_the_other_side_is_no_sibling():
    assert pairs_of(("C0", "同父异母的哥哥", "C1"), ("C1", "同母异父的弟弟", "C2")) == (
        (0, 1),
        (1, 2),
    )


def test_spouse_of_a_parent_is_not_thereby_a_parent():
    assert pairs_of(("C0", "父亲", "C1"), ("C1", "妻子", "C2")) == ((0, 1), (1, 2))


def test_parents_of_one_child_are_not_thereby_spouses():
    assert pairs_of(("C0", "父亲", "C1"), ("C0", "母亲", "C2")) == ((0, 1), (0, 2))


def test_wife_behind_her_brother_is_the_declared_wife():
    assert pairs_of(("G0", "妻子", "C0"), ("G0", "小舅子", "C1")) == ((0, 1),)


def test_many_generations_are_one_line():
    ties = [(f"C{n}", "父亲", f"C{n + 1}") for n in range(5)]
    every = tuple((i, j) for i in range(6) for j in range(i + 1, 6))
    assert pairs_of(*ties) == every


def test_line_goes_through_people_who_sit_no_exam():
    assert pairs_of(("C0", "父亲", "X1"), ("X1", "父亲", "C1")) == ((0, 1),)


@pytest.mark.parametrize(
    ("note", "apart"),
    [
        ("形成抚养关系", True),
        ("自幼共同生活，已形成抚养关系", True),
        ("", False),
        ("未形成抚养关系", False),
        ("没有形成抚养关系", False),
    ],
)
def test_step_tie_counts_only_when_brought_up_together(note, apart):
    assert pairs_of(("C1", "继父", "C4", note)) == (((1, 4),) if apart else ())


@pytest.mark.parametrize("note", ["离婚", "已于2020年离婚", "前配偶"])
def test_ended_marriage_no_longer_counts(note):
    assert pairs_of(("C1", "妻子", "C4", note)) == ()


@pytest.mark.parametrize(
    ("relation", "note"), [("妻子", "已故"), ("父亲", "离婚"), ("妻子", "未离婚")]
)
def test_other_remarks_end_nothing(relation, note):
    assert pairs_of(("C1", relation, "C4", note)) == ((1, 4),)


def test_relatives_by_name_only_are_never_merged():
    assert pairs_of(("C0", "父亲", ""), ("C1", "父亲", "")) == ()


def test_former_and_present_wife_are_two_people():
    assert pairs_of(
        ("G0", "妻子", "C0", "离婚"),
        ("G0", "妻子", "C1"),
        ("C0", "弟弟", "C2"),
        ("C1", "弟弟", "C3"),
    ) == ((0, 2), (1, 3))


def test_circle_of_parents_does_not_hang():
    assert pairs_of(("C0", "父亲", "C1"), ("C1", "父亲", "C0")) == ((0, 1),)


def test_person_in_two_exams_is_kept_apart_in_both_but_not_from_himself():
    people = [a_candidate(0), a_candidate(1), a_candidate(2, id_number="C1")]
    assert pairs_of(("C0", "妻子", "C1"), people=people) == ((0, 1), (0, 2))


def test_order_of_the_rows_does_not_matter():
    ties = [
        ("C0", "舅舅", "C1"),
        ("C0", "母亲", "C3"),
        ("C1", "父亲", "C2"),
        ("C4", "配偶", "C3"),
        ("C5", "父母", "C4"),
        ("G0", "姑姑", "C2"),
    ]
    every = {pairs_of(*ties[n:], *ties[:n]) for n in range(len(ties))}
    assert every == {((0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (3, 4), (4, 5))}


def an_other(first, first_kind, second, second_kind, scope="考场"):
    return OtherTie(
        first=first,
        first_kind=first_kind,
        second=second,
        second_kind=second_kind,
        scope=scope,
        reason="",
    )


@pytest.mark.parametrize("scope", ["考试", "考点", "考场"])
def test_declared_pair_of_candidates_is_kept_apart_whatever_its_range(scope):
    others = [an_other("R3", "报名序号", "C1", "证件号码", scope)]
    assert pairs_of(others=others) == ((1, 3),)


def test_unit_stands_for_all_its_candidates():
    people = [a_candidate(n, employer="甲厂" if n % 2 else "乙厂") for n in range(5)]
    others = [an_other("R0", "报名序号", "甲厂", "工作单位")]
    assert pairs_of(others=others, people=people) == ((0, 1), (0, 3))


def test_unit_with_itself_is_every_pair_of_it():
    people = [a_candidate(n, employer="甲厂" if n < 3 else "") for n in range(5)]
    others = [an_other("甲厂", "工作单位", "甲厂", "工作单位")]
    assert pairs_of(others=others, people=people) == ((0, 1), (0, 2), (1, 2))


def test_staff_in_other_ties_pairs_with_a_candidate_only_if_registered_too():
    others = [an_other("G0", "工号", "R1", "报名序号")]
    assert pairs_of(others=others) == ()
    people = [a_candidate(0, id_number="S0"), a_candidate(1)]
    assert pairs_of(others=others, people=people) == ((0, 1),)


def test_ties_of_a_large_roster_give_each_pair_once():
    """Fathers of every second candidate; cousins beside them are nobody to keep apart."""
    count = 10_000
    people = [a_candidate(n, sex="男") for n in range(count)]
    fathers = [(n, n + 1) for n in range(0, count, 2)]
    ties = [(f"C{child}", "父亲", f"C{man}") for child, man in fathers]
    ties += [(f"C{n}", "表弟", f"C{n + 7}") for n in range(0, count - 7, 2)]
    assert pairs_of(*ties, people=people) == tuple(fathers)


def a_town(stream):
    """Two generations below eight founders: fathers, mothers and spouses by number."""
    sex = {n: "男女"[n % 2] for n in range(8)}
    father, mother, spouse = {}, {}, {}
    for n in range(0, 8, 2):
        spouse[n], spouse[n + 1] = n + 1, n
    couples = [(n, n + 1) for n in range(0, 8, 2)]
    for _ in range(2):
        born = []
        for man, woman in couples:
            for _ in range(1 + stream.below(3)):
                child = len(sex)
                sex[child] = "男女"[stream.below(2)]
                father[child], mother[child] = man, woman
                born.append(child)
        men = [child for child in born if sex[child] == "男"]
        women = [child for child in born if sex[child] == "女"]
        couples = []
        for man, woman in zip(men, women, strict=False):
            if father[man] != father[woman]:
                spouse[man], spouse[woman] = woman, man
                couples.append((man, woman))
    return sex, father, mother, spouse


def true_kin(sex, father, mother, spouse):
    """Return who is spouse, in direct line or sibling, straight from the town's registers."""
    kin = {tuple(sorted(couple)) for couple in spouse.items()}
    for child in father:
        above = [father[child], mother[child]]
        while above:
            elder = above.pop()
            kin.add((elder, child))
            above += [father[elder], mother[elder]] if elder in father else []
        kin |= {
            (child, other) for other in father if child < other and father[child] == father[other]
        }
    return kin


def true_ties(sex, father, mother, spouse):
    """Yield (declarer, relation, relative) that hold in the town."""
    brothers = {
        child: [other for other in father if other != child and father[other] == father[child]]
        for child in father
    }
    for one, other in spouse.items():
        yield one, "配偶", other
    for child in father:
        yield child, "父亲", father[child]
        yield child, "母亲", mother[child]
        yield father[child], "儿子" if sex[child] == "男" else "女儿", child
        for uncle in brothers.get(father[child], []):
            yield child, "叔叔" if sex[uncle] == "男" else "姑姑", uncle
        for uncle in brothers.get(mother[child], []):
            yield child, "舅舅" if sex[uncle] == "男" else "姨妈", uncle
        for other in brothers[child]:
            yield child, "哥哥" if sex[other] == "男" else "姐姐", other
            if other in spouse:
                yield child, "嫂子" if sex[other] == "男" else "姐夫", spouse[other]
        if child in spouse:
            yield child, "配偶的父亲", father[spouse[child]]
            for other in brothers[spouse[child]]:
                yield child, "配偶的兄弟姐妹", other


@pytest.mark.parametrize("seed", ["1", "2", "3", "4", "5", "6"])
def test_declarations_of_a_town_never_make_kin_of_strangers(seed):
    stream = Stream("test/town", seed, digest="")
    town = a_town(stream)
    people = [a_candidate(n, sex=town[0][n]) for n in sorted(town[0])]
    ties = list(true_ties(*town))
    stream.shuffle(ties)
    kin = true_kin(*town)
    for part in (len(ties) // 4, len(ties) // 2, len(ties)):
        found = pairs_of(
            *((f"C{one}", relation, f"C{other}") for one, relation, other in ties[:part]),
            people=people,
        )
        assert set(found) <= kin
    assert set(found) == kin


def test_pairs_do_not_depend_on_the_hash_seed():
    ties = (("C0", "舅舅", "C1"), ("C0", "母亲", "C3"), ("C1", "父亲", "C2"), ("G0", "父亲", "C5"))
    texts = printed(f"from test_kin_pairs import pairs_of; print(pairs_of(*{ties}))")
    assert texts == {f"{pairs_of(*ties)}\n"}
    assert (0, 2) in pairs_of(*ties)
