"""Bodies and poses: a skeleton in space, turned to the camera and laid flat on the picture.

Lengths are shares of the body's height, so that a child is the same table with a larger head. In the body's own
frame x points to its left, y up and z to its front. Every bone is a direction times a length; a joint is the sum
of the bones that lead to it.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.random import Generator


class Body(NamedTuple):
    """Proportions, as shares of the height; an adult's head goes 7 to 7.5 times into the height."""

    head: float = 0.138
    legs: float = 0.49  # height of the hip joints
    shoulders: float = 0.105  # half widths
    chest: float = 0.086
    waist: float = 0.070
    hips: float = 0.096
    girth: float = 1.0  # thickness of limbs
    belly: float = 0.0  # how far the belly stands out
    bust: float = 0.02


class Pose(NamedTuple):
    """Directions of bones as (outwards, up, forwards); first the body's left limb, then its right one."""

    arms: tuple[str, str]
    legs: tuple[str, str]
    yaw: float = 0.0  # radians; 0 faces the camera, pi / 2 the right edge of the picture, pi looks away
    head_turn: float = 0.0  # radians, of the head against the body
    head_tilt: float = 0.0
    hip_tilt: float = 0.0  # radians; hips one way, shoulders the other: contrapposto
    sway: float = 0.0  # of the hips to the side
    stoop: float = 0.0  # of the chest to the front


ARMS = {  # upper arm, forearm
    "hanging": ((0.16, -1, 0.0), (0.08, -1, 0.14)),
    "loose": ((0.24, -1, -0.05), (0.12, -1, 0.22)),
    "crossed": ((0.16, -0.92, 0.30), (-0.88, 0.10, 0.40)),
    "clutch": ((0.20, -0.95, 0.10), (-0.62, -0.05, 0.70)),
    "raised": ((0.80, -0.12, 0.12), (0.22, 1.0, 0.10)),
    "carrying": ((0.22, -1, -0.10), (0.14, -0.30, 0.90)),
    "forward": ((0.10, -0.90, 0.42), (0.0, -0.78, 0.60)),
    "back": ((0.25, -0.90, -0.38), (0.12, -0.98, -0.10)),
    "knee": ((0.14, -0.85, 0.50), (-0.10, -0.55, 0.80)),
    "leaning": ((0.35, -0.9, -0.35), (0.10, -1, -0.05)),
}


class Touch(NamedTuple):
    """Where an arm's hand lies on the body; the elbow follows. Directions as (outwards, up, forwards)."""

    joint: str  # the wrist is measured from here
    measure: str  # the field of `Body` in which the way outwards counts; the rest counts in body heights
    wrist: tuple[float, float, float]
    hand: tuple[float, float, float]  # the hand's direction
    elbow: tuple[float, float, float]  # the elbow's


TOUCHES = {
    "hip": Touch("pelvis", "hips", (1.06, 0.110, 0.0), (-0.60, -0.55, 0.60), (1.0, 0.0, -0.5)),
    "pocket": Touch("pelvis", "hips", (0.76, 0.070, 0.035), (-0.25, -1.0, 0.10), (0.7, 0.0, -0.8)),
    "hair": Touch("head", "head", (0.72, 0.015, 0.03), (-0.75, 0.65, 0.0), (1.0, -0.1, 0.1)),
    "phone": Touch("head", "head", (0.56, -0.06, 0.0), (-0.25, 1.0, -0.1), (0.5, -1.0, 0.3)),
}
LEGS = {  # thigh, shin
    "straight": ((0.03, -1, 0.0), (0.0, -1, -0.03)),
    "relaxed": ((0.20, -1, 0.18), (0.06, -1, -0.16)),
    "apart": ((0.16, -1, 0.03), (0.14, -1, -0.03)),
    "crossed": ((-0.13, -1, 0.10), (-0.17, -1, 0.0)),
    "ahead": ((0.0, -0.92, 0.42), (0.0, -0.97, 0.12)),
    "behind": ((0.02, -0.95, -0.28), (0.0, -0.84, -0.52)),
    "step": ((0.04, -0.97, 0.22), (0.02, -1, 0.02)),
    "trailing": ((0.03, -0.98, -0.14), (0.0, -0.94, -0.30)),
    "lifted": ((0.10, -0.90, 0.45), (-0.02, -0.80, -0.60)),
    "sitting": ((0.16, -0.16, 1.0), (0.0, -1, 0.10)),
    "stretched": ((0.10, -0.24, 1.0), (0.02, -0.92, 0.42)),
}


@dataclass
class Figure:
    """A body in its pose on the picture: every joint in canvas pixels and its nearness to the camera.

    Joints of both sides are named like "knee+" (the body's left) and "knee-".
    """

    body: Body
    pose: Pose
    size: float  # canvas px per body height
    points: dict[str, np.ndarray]  # (column, row)
    depths: dict[str, float]  # in body heights; larger is nearer
    ground: float  # row of the ground under the middle of the body

    @property
    def front(self) -> float:
        """How much of the front the camera sees: 1 from the front, 0 from the side, -1 from behind."""
        return float(np.cos(self.pose.yaw))

    @property
    def toward(self) -> float:
        """Which way the body looks on the picture: 1 to the right, -1 to the left, 0 at or from the camera."""
        return float(np.sin(self.pose.yaw))


def unit(direction: tuple[float, float, float], side: int) -> np.ndarray:
    """A direction of length one; `side` is 1 for the body's left limb and -1 for the right one."""
    vector = np.array([direction[0] * side, direction[1], direction[2]], np.float64)
    return vector / np.linalg.norm(vector)


def bent(start: np.ndarray, end: np.ndarray, upper: float, fore: float, way: np.ndarray) -> tuple:
    """Finds elbow and wrist of an arm that reaches from `start` for `end`, or as far as its bones allow.

    The elbow lies on a circle around the line to the wrist, where two spheres meet; `way` says where on it.
    """
    line = end - start
    far = np.clip(np.linalg.norm(line), abs(upper - fore) + 0.005, upper + fore - 0.002)
    line = line / np.linalg.norm(line)
    along = (upper**2 - fore**2 + far**2) / (2 * far)
    aside = way - line * (way @ line)
    aside = aside / np.linalg.norm(aside)
    return start + along * line + np.sqrt(max(upper**2 - along**2, 0.0)) * aside, start + far * line


def skeleton(body: Body, pose: Pose, heel: float) -> dict[str, np.ndarray]:
    """Adds up the bones: each joint in the body's own frame, in body heights, the lower foot on the ground."""
    neck = 1 - body.head - 0.035
    trunk = neck - body.legs
    tilt = np.array([np.cos(pose.hip_tilt), np.sin(pose.hip_tilt), 0.0])
    counter = tilt * (1, -0.8, 1)
    pelvis = np.array([pose.sway, body.legs, 0.0])
    joints = {
        "pelvis": pelvis,
        "waist": pelvis + (-0.35 * pose.sway, 0.38 * trunk, 0.012 + 0.2 * pose.stoop),
        "chest": pelvis + (-0.9 * pose.sway, 0.72 * trunk, 0.012 + 0.7 * pose.stoop),
        "neck": pelvis + (-pose.sway, trunk, 1.2 * pose.stoop),
    }
    lean = np.array([0.5 * np.sin(pose.head_tilt), 0.0, 0.012 + 0.6 * pose.stoop])
    joints["head"] = joints["neck"] + (0, 0.035 + 0.5 * body.head, 0) + lean * body.head
    for side, sign in ((1, "+"), (-1, "-")):
        shoulder = joints["neck"] + counter * (side * body.shoulders * 0.86, side * body.shoulders, 1)
        shoulder = shoulder - (0, 0.046, 0)
        elbow, wrist, hand = reach(body, joints, pose.arms[sign == "-"], shoulder, side)
        thigh, shin = (unit(bone, side) for bone in LEGS[pose.legs[sign == "-"]])
        hip = pelvis + tilt * (side * 0.052 * body.girth**0.5, side * 0.052, 1)
        knee = hip + thigh * (body.legs - 0.045) * 0.53
        ankle = knee + shin * (body.legs - 0.045) * 0.47
        toe = ankle + np.array([side * 0.035, -0.03 - heel, 0.085 - 0.3 * heel])
        joints |= {
            f"shoulder{sign}": shoulder, f"elbow{sign}": elbow, f"wrist{sign}": wrist,
            f"hand{sign}": wrist + hand * 0.06,
            f"hip{sign}": hip, f"knee{sign}": knee, f"ankle{sign}": ankle, f"toe{sign}": toe,
            f"heel{sign}": ankle + np.array([0, -0.03, -0.028]),
        }  # fmt: skip
    lowest = min(joints["ankle+"][1], joints["ankle-"][1]) - 0.045 - heel
    return {name: joint - (0, lowest, 0) for name, joint in joints.items()}


def reach(body: Body, joints: dict[str, np.ndarray], name: str, shoulder: np.ndarray, side: int) -> tuple:
    """Finds an arm's elbow, its wrist, and the hand's direction, from its entry in ARMS or TOUCHES."""
    upper = 0.49 * (1 - body.head - 0.035 - body.legs)
    if name in TOUCHES:
        touch = TOUCHES[name]
        out, up, forward = touch.wrist
        wrist = joints[touch.joint] + (side * out * getattr(body, touch.measure), up, forward)
        return *bent(shoulder, wrist, upper, 0.86 * upper, unit(touch.elbow, side)), unit(touch.hand, side)
    bone, fore = (unit(direction, side) for direction in ARMS[name])
    elbow = shoulder + bone * upper
    droop = -0.25 if fore[1] < 0.5 else 0.0
    return elbow, elbow + fore * 0.86 * upper, fore + (0, droop, 0)


def stand(body: Body, pose: Pose, foot: tuple[float, float], size: float, heel: float = 0.0,
          tilt: float = 0.18) -> Figure:
    """Turns a skeleton by its yaw and lays it on the picture.

    Args:
        body, pose: proportions and directions of bones.
        foot: (column, row) on the canvas between the feet, on the ground.
        size: canvas px per body height.
        heel: height of the heels in body heights.
        tilt: how far from above the camera looks: rows per unit of nearness.
    """
    cosine, sine = np.cos(pose.yaw), np.sin(pose.yaw)
    points, depths = {}, {}
    for name, (x, y, z) in skeleton(body, pose, heel).items():
        across, near = x * cosine + z * sine, z * cosine - x * sine
        points[name] = np.array([foot[0] + across * size, foot[1] - (y - tilt * near) * size])
        depths[name] = float(near)
    return Figure(body, pose, size, points, depths, foot[1])


BUILDS = {  # with the share in which they are drawn
    "woman": (0.42, Body()),
    "tall woman": (0.12, Body(head=0.131, legs=0.51, shoulders=0.1, chest=0.08, waist=0.062, hips=0.088, girth=0.9)),
    "stout woman": (0.10, Body(head=0.142, chest=0.108, waist=0.104, hips=0.122, girth=1.25, belly=0.03, bust=0.03)),
    "man": (0.18, Body(shoulders=0.118, chest=0.096, waist=0.082, hips=0.09, girth=1.1, bust=0.006)),
    "stout man": (0.06, Body(head=0.142, shoulders=0.118, chest=0.115, waist=0.122, hips=0.115, girth=1.25, belly=0.06,
                             bust=0.01)),
    "child": (0.12, Body(head=0.17, legs=0.45, shoulders=0.105, chest=0.085, waist=0.078, hips=0.083, bust=0.0)),
}  # fmt: skip

STANCES = {  # arms, legs, with the share in which they are drawn
    "contrapposto": (0.26, ("straight", "relaxed")),
    "straight": (0.16, ("straight", "straight")),
    "apart": (0.08, ("apart", "apart")),
    "crossed": (0.10, ("straight", "crossed")),
    "walking": (0.20, ("ahead", "behind")),
    "strolling": (0.12, ("step", "trailing")),
    "lifted": (0.02, ("straight", "lifted")),
    "sitting": (0.06, ("sitting", "stretched")),
}
ARM_PAIRS = (
    ("hanging", "hanging"), ("loose", "loose"), ("hanging", "loose"), ("hip", "hanging"), ("hip", "hip"),
    ("pocket", "pocket"), ("pocket", "loose"), ("pocket", "hip"), ("crossed", "crossed"), ("clutch", "hanging"),
    ("clutch", "clutch"), ("clutch", "loose"), ("carrying", "hanging"), ("carrying", "pocket"), ("phone", "pocket"),
    ("phone", "crossed"), ("raised", "hip"), ("hair", "loose"), ("back", "back"),
)  # fmt: skip
YAWS = ((0.0, 0.40), (0.45, 0.34), (1.3, 0.14), (2.7, 0.12))  # radians, share


def choose_pose(rng: Generator) -> Pose:
    """Draws a pose; either side may be the one that does it."""
    names = list(STANCES)
    stance = names[rng.choice(len(names), p=[STANCES[name][0] for name in names])]
    legs = STANCES[stance][1]
    arms = ARM_PAIRS[rng.integers(len(ARM_PAIRS))]
    yaw = YAWS[rng.choice(len(YAWS), p=[share for _, share in YAWS])][0] + rng.uniform(-0.25, 0.25)
    hip_tilt, sway = 0.0, 0.0
    if stance in ("walking", "strolling"):
        arms = ("back", "forward") if rng.random() < 0.6 else arms
    elif stance == "sitting":
        arms, yaw = (("knee", "leaning"), ("knee", "knee"), ("clutch", "knee"))[rng.integers(3)], rng.uniform(0.3, 1.2)
    elif stance in ("contrapposto", "crossed"):
        hip_tilt, sway = rng.uniform(0.05, 0.16), rng.uniform(0.008, 0.028)
    if rng.random() < 0.5 and arms != ("back", "forward"):
        arms = (arms[1], arms[0])
    if rng.random() < 0.5:
        arms, legs, hip_tilt, sway = (arms[1], arms[0]), (legs[1], legs[0]), -hip_tilt, -sway
    yaw = yaw * rng.choice((-1, 1))
    return Pose(arms, legs, yaw, rng.uniform(-0.5, 0.5), rng.uniform(-0.3, 0.3), hip_tilt, sway,
                rng.choice((0.0, 0.0, 0.02, 0.05)))
