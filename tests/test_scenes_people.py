"""People: the labels of the real set, exact outlines, figures that differ, and no picture that a threshold solves."""

import itertools
import time

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from helpers.scenes import people, people_street
from helpers.scenes.people import draw
from helpers.scenes.people_body import span
from helpers.scenes.people_canvas import Light, inflate, new_canvas, paint, polygon, tube
from helpers.scenes.people_cloth import Cloth
from helpers.scenes.people_head import LOOSE, paint_head, paint_loose_hair
from helpers.scenes.people_light import WEATHERS, cast_shadow, photograph
from helpers.scenes.people_parts import LABELS, Item
from helpers.scenes.people_places import STREET_THINGS, Place, View, Wall, paint_trunk, wall_depth
from helpers.scenes.people_pose import ARMS, BUILDS, STANCES, TOUCHES, Pose, bent, choose_pose, skeleton, stand
from helpers.scenes.people_street import furnish, paint_stranger
from helpers.scenes.people_surfaces import brick

ABOVE = (Item.HAIR, Item.HAT, Item.SUNGLASSES, Item.GLASSES)
BELOW = (Item.SHOES, Item.BOOTS, Item.HEELS, Item.SNEAKERS)
CLOTHES = [item for item in Item if item not in (0, Item.SKIN, Item.BAG, Item.PURSE, *ABOVE, *BELOW)]
DAYLIGHT = Light(np.array([0.0, 0.6, 0.8]), np.float32([0.6, 0.6, 0.6]), np.float32([0.4, 0.4, 0.4]))


@pytest.fixture(scope="module")
def drawings():
    return [draw(seed) for seed in range(1, 81)]


def rows_of(labels, items):
    """Mean row of the pixels of these items, None where there are none."""
    rows = np.nonzero(np.isin(labels, [int(item) for item in items]))[0]
    return rows.mean() if rows.size else None


def best_threshold_iou(image, labels):
    """IoU of the best of all grey levels, bright or dark side taken as the person, chosen with the truth in hand."""
    grey, truth = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), labels > 0
    inside = np.cumsum(np.bincount(grey[truth], minlength=256))
    below = np.cumsum(np.bincount(grey.ravel(), minlength=256))
    dark = inside / (truth.sum() + below - inside)
    bright = (truth.sum() - inside) / (inside + truth.size - below)
    return max(dark.max(), bright.max())


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_arrays_are_what_the_contract_says(seed):
    image, labels = draw(seed)
    assert image.shape == (192, 128, 3) and image.dtype == np.uint8
    assert labels.shape == (192, 128) and labels.dtype == np.uint8
    assert set(np.unique(labels).tolist()) <= {int(item) for item in Item}
    assert 0.08 < (labels > 0).mean() < 0.65


@pytest.fixture(scope="module")
def figures():
    """Sixty dressed people before nothing: (labels of the canvas, skeleton) each."""
    dressed = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        canvas = new_canvas(rng, DAYLIGHT, (576, 384))
        dressed.append((canvas.labels, people.place_person(rng, canvas, (64, 178), 0.85, 0.2)))
    return dressed


def around_point(labels, point, radius):
    """The labels within a radius of a point of the canvas."""
    rows, columns = np.ogrid[: labels.shape[0], : labels.shape[1]]
    return labels[np.hypot(columns - point[0], rows - point[1]) <= radius]


def test_an_arm_ends_in_a_hand_unless_that_is_in_a_pocket_behind_the_body_or_below_a_crossed_arm(figures):
    shares = []
    for labels, figure in figures:
        left, right = span(figure, 0.1)
        for arm, sign in zip(figure.pose.arms, "+-"):
            hand = figure.points[f"hand{sign}"]
            before = figure.depths[f"hand{sign}"] > figure.depths["chest"] - 0.03
            if arm not in ("pocket", "crossed") and (before or not left[0] < hand[0] < right[0]):
                there = around_point(labels, hand, 0.02 * figure.size)
                shares.append(np.isin(there, (Item.SKIN, Item.GLOVES)).mean())
    assert len(shares) > 60
    assert min(shares) > 0.2 and np.mean(shares) > 0.6


def test_a_hand_in_a_pocket_is_covered_by_cloth(figures):
    ends = [around_point(labels, figure.points[f"hand{sign}"], 0.012 * figure.size) for labels, figure in figures
            for arm, sign in zip(figure.pose.arms, "+-") if arm == "pocket" and figure.front > 0]  # fmt: skip
    assert len(ends) > 5
    assert all(not np.isin(end, (Item.SKIN, Item.GLOVES)).any() and (end > 0).mean() > 0.9 for end in ends)


def test_bags_hang_from_a_hand_or_by_a_strap_over_the_shoulder(figures):
    carried = 0
    for labels, figure in figures:
        rows, columns = np.nonzero(np.isin(labels, (Item.BAG, Item.PURSE)))
        if rows.size < 50:
            continue
        carried += 1
        hands = [np.hypot(*(figure.points[f"hand{sign}"] - np.stack([columns, rows], 1)).T).min() for sign in "+-"]
        in_a_hand = min(hands) < 0.03 * figure.size
        over_a_shoulder = rows.min() < figure.points["chest"][1] - 0.05 * figure.size
        on_the_hip = abs(np.median(columns) - figure.points["pelvis"][0]) < 0.13 * figure.size
        assert in_a_hand or (over_a_shoulder and on_the_hip)
    assert carried > 15


@pytest.mark.parametrize("name", [*ARMS, *TOUCHES])
@pytest.mark.parametrize("build", BUILDS)
def test_hands_stay_below_the_frame_and_those_at_the_head_touch_it(name, build):
    body = BUILDS[build][1]
    joints = skeleton(body, Pose((name, name), ("straight", "straight")), heel=0.0)
    for sign in "+-":
        hand = joints[f"hand{sign}"]
        assert hand[1] < 1.04
        if name in ("hair", "phone"):
            assert np.linalg.norm(hand - joints["head"]) < 0.65 * body.head


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-0.3, 0.3), min_size=3, max_size=3).filter(lambda end: np.linalg.norm(end) > 0.02))
def test_an_elbow_is_as_far_from_shoulder_and_wrist_as_the_bones_are_long(end):
    way = np.cross(end, (0.3, 1.0, -0.5)) + (1e-3, 0, 0)
    elbow, wrist = bent(np.zeros(3), np.array(end), 0.17, 0.14, way)
    assert np.linalg.norm(elbow) == pytest.approx(0.17) and np.linalg.norm(wrist - elbow) == pytest.approx(0.14)
    assert np.linalg.norm(np.cross(wrist, end)) == pytest.approx(0, abs=1e-9)  # it points where it should
    if 0.04 < np.linalg.norm(end) < 0.30:
        np.testing.assert_allclose(wrist, end, atol=1e-9)


def head_seen(style, yaw):
    """The labels of a head that looks this way, bare of everything else."""
    canvas = new_canvas(np.random.default_rng(0), DAYLIGHT, (300, 300))
    figure = stand(BUILDS["man"][1], Pose(("hanging", "hanging"), ("straight", "straight"), yaw), (150, 1000), 900)
    skin, hair = Cloth((0.7, 0.5, 0.4)), Cloth((0.3, 0.2, 0.1))
    behind = np.cos(yaw) < -0.1
    if not behind:
        paint_loose_hair(canvas, figure, hair, style)
    paint_head(canvas, figure, skin, hair, style, False)
    if behind:
        paint_loose_hair(canvas, figure, hair, style)
    return canvas.labels


@pytest.mark.parametrize("style", ["bald", "short", "bun", "afro", "ponytail", *LOOSE])
def test_a_head_shows_hair_from_every_side_and_changes_little_by_little_as_it_turns(style):
    before, alike = None, 0.85 if style == "ponytail" else 0.94  # a ponytail swings out
    for yaw in np.linspace(0, 1.6, 17):  # to the side, the nose comes out
        labels = head_seen(style, yaw)
        if before is not None:
            assert ((labels > 0) & (before > 0)).sum() / ((labels > 0) | (before > 0)).sum() > alike
        before = labels
    for yaw in np.linspace(-np.pi, np.pi, 12):
        labels = head_seen(style, yaw)
        assert (labels == Item.HAIR).sum() > 0.005 * (labels > 0).sum()
    behind = head_seen(style, np.pi)
    assert (behind == Item.HAIR).sum() > 0.15 * (behind > 0).sum()


def test_numbers_and_names_are_those_of_the_real_list():
    assert len(LABELS) == len(set(LABELS)) == 59
    known = {0: "null", 13: "coat", 14: "dress", 19: "hair", 41: "skin", 51: "t-shirt", 58: "wedges"}
    assert {number: LABELS[number] for number in known} == known
    for item in Item:
        assert item == 0 or LABELS[item] == item.name.lower().replace("_", "-")


def test_same_seed_same_picture_whatever_the_global_state(drawings):
    for seed in (1, 2, 3):
        np.random.seed(seed)
        image, labels = draw(seed)
        assert np.array_equal(image, drawings[seed - 1][0]) and np.array_equal(labels, drawings[seed - 1][1])
    state = np.random.get_state()[1].copy()
    draw(4)
    assert np.array_equal(state, np.random.get_state()[1])


def test_other_seed_other_picture(drawings):
    assert len({image.tobytes() for image, _ in drawings}) == len(drawings)


def test_a_person_is_one_piece_and_about_a_quarter_of_the_picture(drawings):
    shares = np.array([(labels > 0).mean() for _, labels in drawings])
    assert 0.18 < shares.mean() < 0.27  # 0.23 in the real set
    assert np.mean((shares > 0.1) & (shares < 0.36)) > 0.9
    for _, labels in drawings:
        pieces, _ = ndimage.label(labels > 0, np.ones((3, 3)))
        areas = np.bincount(pieces.ravel())[1:]
        assert areas.max() / areas.sum() > 0.98


def test_skin_hair_and_clothes_occur_and_the_head_is_above_the_feet(drawings):
    worn = [set(np.unique(labels).tolist()) for _, labels in drawings]
    assert np.mean([Item.SKIN in items for items in worn]) > 0.95
    assert np.mean([Item.HAIR in items for items in worn]) > 0.85
    assert len(set().union(*worn)) >= 25
    for _, labels in drawings:
        assert np.isin(labels, CLOTHES).mean() > 0.05
        head, feet = rows_of(labels, ABOVE), rows_of(labels, BELOW)
        if head is not None and feet is not None:
            assert feet - head > 50


def test_some_people_are_cut_off_by_the_frame_and_most_are_not(drawings):
    cut = np.mean([labels[[0, -1]].any() for _, labels in drawings])
    assert 0.02 < cut < 0.25


def test_the_outline_lies_on_the_edges_of_the_picture(drawings):
    on_it, beside = [], []
    for image, labels in drawings[:40]:
        smooth = image.astype(np.float32)
        steps = [cv2.Sobel(smooth, -1, *order, ksize=3) for order in ((1, 0), (0, 1))]
        edges = np.hypot(*steps).max(axis=2)
        inside = (labels > 0).astype(np.uint8)
        outline = cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
        on_it.append(edges[outline].mean())
        shifts = ((0, 3), (0, -3), (3, 0), (-3, 0))
        beside.append([edges[np.roll(outline, shift, axis=(0, 1))].mean() for shift in shifts])
    assert (np.array(on_it)[:, None] > np.array(beside)).mean() > 0.97
    assert np.mean(on_it) > 1.3 * np.mean(beside)


def test_no_two_silhouettes_are_alike(drawings):
    shapes = []
    for _, labels in drawings:
        window = ndimage.find_objects((labels > 0).astype(int))[0]
        shapes.append(cv2.resize((labels[window] > 0).astype(np.uint8), (32, 64)).ravel() > 0)
    overlaps = [(a & b).sum() / (a | b).sum() for a, b in itertools.combinations(shapes, 2)]
    assert max(overlaps) < 0.93 and np.median(overlaps) < 0.7


def test_no_threshold_does_it(drawings):
    scores = [best_threshold_iou(*drawing) for drawing in drawings]
    assert np.mean(scores) < 0.55 and np.percentile(scores, 10) < 0.42


def test_light_varies_from_dusk_to_noon_and_people_from_darker_to_brighter_than_their_place(drawings):
    means = [image.mean() for image, _ in drawings]
    differences = [image[labels > 0].mean() - image[labels == 0].mean() for image, labels in drawings]
    assert 100 < np.mean(means) < 160 and min(means) < 85 and max(means) > 155
    assert min(differences) < -60 and max(differences) > 30


def test_strangers_are_background(monkeypatch):
    alone, labels = draw(3)

    def with_a_stranger(rng, place, view, light, near):
        paint_stranger(rng, place, view, light, (40 - view.centre) / view.focal * 2 * near, 2 * near)

    monkeypatch.setattr(people, "furnish", with_a_stranger)
    together, same_labels = draw(3)
    assert np.array_equal(labels, same_labels) and not np.array_equal(alone, together)


def test_strangers_pass_by_in_some_streets_and_never_as_large_as_the_person(monkeypatch):
    distances = []
    for name in ("paint_car", "paint_post", "paint_tree"):
        monkeypatch.setattr(people_street, name, lambda *args: None)
    monkeypatch.setattr(people_street, "paint_stranger", lambda *args: distances[-1].append(args[-1]))
    place = Place(np.zeros((384, 256, 3), np.float32), np.zeros((384, 256), np.float32), None, STREET_THINGS)
    for seed in range(200):
        distances.append([])
        furnish(np.random.default_rng(seed), place, View(900.0, 128.0, 150.0, 1.2), DAYLIGHT, 5.0)
    assert 0.2 < np.mean([bool(passers) for passers in distances]) < 0.6
    assert min(ahead for passers in distances for ahead in passers) >= 1.8 * 5.0


def test_the_camera_evens_out_the_light_and_keeps_dusk_dark():
    def brightness(level, weather):
        picture = np.full((192, 128, 3), level, np.float32)
        return np.mean([photograph(np.random.default_rng(seed), picture, weather).mean() for seed in range(8)])

    noon, dusk = WEATHERS["sunny"], WEATHERS["dusk"]
    assert brightness(0.3, noon) == pytest.approx(brightness(0.6, noon), rel=0.05)
    assert brightness(0.4, dusk) < 0.75 * brightness(0.4, noon)


@pytest.mark.parametrize("build", BUILDS)
def test_bones_keep_their_lengths_and_a_foot_stands_on_the_ground(build):
    body = BUILDS[build][1]
    lengths = set()
    for seed in range(40):
        joints = skeleton(body, choose_pose(np.random.default_rng(seed)), heel=0.02)
        bones = (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"))
        for sign in "+-":
            lengths.add(tuple(round(float(np.linalg.norm(joints[a + sign] - joints[b + sign])), 6) for a, b in bones))
        assert min(joints["ankle+"][1], joints["ankle-"][1]) == pytest.approx(0.065)
        if "sitting" not in choose_pose(np.random.default_rng(seed)).legs:
            assert 0.85 < joints["head"][1] + body.head / 2 < 1.05
    assert len(lengths) == 1


def test_shares_of_builds_and_stances_sum_to_one():
    assert sum(share for share, _ in BUILDS.values()) == pytest.approx(1)
    assert sum(share for share, _ in STANCES.values()) == pytest.approx(1)


def test_a_wall_is_as_far_as_geometry_says():
    view = View(focal=100.0, centre=50.0, horizon=80.0, height=1.2)
    assert wall_depth(view, Wall(0.0, 1.0, 7.0, brick, 3.0)) == pytest.approx(7.0)
    beside = wall_depth(view, Wall(1.0, 0.0, 2.0, brick, 3.0))[0]
    assert beside[150] == pytest.approx(2.0)  # the ray that goes one metre right per metre ahead
    assert beside[100] == pytest.approx(4.0) and beside[10] == 1000  # and to the left it is never met


def test_a_cushion_is_highest_in_its_middle_and_flat_outside():
    mask = np.zeros((61, 61), np.uint8)
    cv2.circle(mask, (30, 30), 25, 1, -1)
    relief = inflate(mask, (), np.array([0, 0]), puff=1.0)
    assert np.unravel_index(relief.argmax(), relief.shape) == (30, 30)
    assert relief.max() == pytest.approx(25, rel=0.1) and relief[2, 2] < 0.5
    np.testing.assert_allclose(relief, relief[:, ::-1], atol=0.05)


def test_a_hem_is_cut_off_and_not_rounded():
    whole = polygon([(20, 10), (60, 10), (60, 60), (20, 60)])
    rest = polygon([(20, 60), (60, 60), (60, 90), (20, 90)])
    shades = []
    for beyond in ([], [rest]):
        canvas = new_canvas(np.random.default_rng(0), DAYLIGHT, (100, 80))
        paint(canvas, [whole], 14, Cloth((0.5, 0.5, 0.5)), beyond=beyond)
        assert (canvas.labels > 0).sum() == 41 * 51 and canvas.labels.max() == 14
        shades.append(canvas.planes[0, 59, 40] / canvas.planes[0, 40, 40])
    assert shades[0] < 0.9 and shades[1] > 0.95


def test_a_tube_is_as_wide_as_its_radii_and_can_be_cut():
    for cut, longest in ((False, 65), (True, 50)):
        mask = np.zeros((80, 80), np.uint8)
        for part in tube([(40, 20), (40, 50)], (5, 15), cut):
            cv2.fillPoly(mask, [part], 1)
        assert mask[20].sum() == 11 and mask[50].sum() == 31
        assert np.flatnonzero(mask.any(axis=1))[-1] == longest


def test_a_cut_tube_does_not_bulge_out_of_its_end():
    mask = np.zeros((100, 80), np.uint8)
    for part in tube([(40, 20), (40, 50), (40, 55)], (5, 20, 20), cut=True):
        cv2.fillPoly(mask, [part], 1)
    assert mask[55].sum() == 41 and not mask[56:].any()


def test_a_trunk_reaches_the_ground_and_is_widest_there():
    place = Place(np.full((384, 256, 3), 0.5, np.float32), np.full((384, 256), 1000, np.float32))
    view = View(focal=900.0, centre=128.0, horizon=150.0, height=1.2)
    paint_trunk(np.random.default_rng(0), place, view, 100.0, 10.0)
    trunk = place.depth == 10.0
    foot = 150 + 900 * 1.2 / 10
    assert trunk[0].any() and np.flatnonzero(trunk.any(axis=1))[-1] == pytest.approx(foot, abs=0.15 * 90)
    assert trunk[int(foot) - 1].sum() > 1.3 * trunk[100].sum()
    assert place.picture[int(foot), 60:140].min() < 0.35 < place.picture[int(foot) + 60].min()  # its shade


@pytest.mark.parametrize(("x", "side"), [(-1.0, 1), (1.0, -1)])
def test_shadows_fall_away_from_the_light(x, side):
    silhouette = np.zeros((192, 128), np.float32)
    silhouette[60:150, 60:68] = 1
    direction = np.array([x, 1.0, 1.0]) / np.sqrt(3)
    shadow = cast_shadow(silhouette, DAYLIGHT._replace(direction=direction), 150, 90, 0.2, None)
    rows, columns = np.nonzero(shadow > 0.5)
    assert np.sign(np.median(columns) - 64) == side
    assert rows.min() >= 150 - 0.2 * 90 - 3 and rows.max() <= 152  # a fifth of the height: the camera is low


def test_it_is_quick_enough_for_every_test_run():
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    start = time.process_time()
    for seed in range(12):
        draw(seed)
    seconds = time.process_time() - start
    cv2.setNumThreads(threads)
    assert 12 / seconds >= 5  # a quiet core makes more than twice as many
