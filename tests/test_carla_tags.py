"""CARLA's three tables of tags: consecutive, without doubles, and telling one story."""

import pytest

from helpers.datasets.carla_tags import EARLIER_COLOURS, TAGS
from helpers.datasets.catalog import CARLA


@pytest.mark.parametrize("version, count", [("0.8", 13), ("0.9.10", 23), ("0.9.14", 29)])
def test_numbers_are_consecutive_and_names_and_colours_have_no_doubles(version, count):
    table = TAGS[version]
    assert [tag.number for tag in table] == list(range(count))
    assert len({tag.name for tag in table}) == len({tag.colour for tag in table}) == count
    assert all(len(tag.colour) == 3 and 0 <= min(tag.colour) and max(tag.colour) <= 255 for tag in table)
    assert all(tag.name == tag.name.lower().strip() for tag in table)


def test_the_first_table_names_the_classes_of_the_catalogue():
    assert tuple(tag.name for tag in TAGS["0.8"]) == CARLA.classes


def test_0_9_10_added_behind_and_0_9_14_renumbered():
    first, second, third = ({tag.name: tag.number for tag in table} for table in TAGS.values())
    assert first.items() <= second.items()
    assert set(second) - set(third) == {"vehicle"}  # divided into car, truck, bus, train and two-wheelers
    assert [name for name in second if third.get(name) == second[name]] == ["none", "vegetation"]


def test_the_four_tags_that_a_wrong_table_turns_into_each_other():
    # Issue 6902 in CARLA's own list: "label of the road is 1 and not 7", "11 is sky and 14 is vehicle".
    third = {tag.number: tag.name for tag in TAGS["0.9.14"]}
    assert (third[1], third[11], third[14]) == ("road", "sky", "car")
    assert (TAGS["0.9.10"][1].name, TAGS["0.9.10"][11].name, TAGS["0.9.10"][14].name) == ("building", "wall", "ground")


def test_cityscapes_order_is_the_one_that_cityscapes_trains_with():
    # Cityscapes' trainIds 0..18, here shifted by one.
    assert [tag.name for tag in TAGS["0.9.14"]][1:20] == [
        "road", "sidewalk", "building", "wall", "fence", "pole", "traffic light", "traffic sign", "vegetation",
        "terrain", "sky", "pedestrian", "rider", "car", "truck", "bus", "train", "motorcycle", "bicycle",
    ]  # fmt: skip


def test_shared_names_have_the_same_colour_but_for_what_carla_repainted():
    tables = [{tag.name: tag.colour for tag in table} for table in TAGS.values()]
    for name in tables[0]:
        colours = [table[name] for table in tables if name in table]
        assert (len(set(colours)) == 1) == (name not in ("fence", "other"))
    assert {name for name in tables[1] if name in tables[2] and tables[1][name] != tables[2][name]} == {
        "fence", "terrain",
    }


def test_earlier_colours_do_not_collide_with_any_table():
    for colour, number in EARLIER_COLOURS.items():
        assert all(tag.colour != colour for table in TAGS.values() for tag in table)
        assert TAGS["0.8"][number].name in ("other", "vehicle")
