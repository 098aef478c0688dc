"""What can be seen on a person, in the numbers of the Clothing Co-Parsing set (Yang, Luo and Lin, CVPR 2014)."""

from enum import IntEnum

# The set's label list, number 0 to 58, with the names as its file label_list.mat spells them.
LABELS = (
    "null", "accessories", "bag", "belt", "blazer", "blouse", "bodysuit", "boots", "bra", "bracelet", "cape",
    "cardigan", "clogs", "coat", "dress", "earrings", "flats", "glasses", "gloves", "hair", "hat", "heels",
    "hoodie", "intimate", "jacket", "jeans", "jumper", "leggings", "loafers", "necklace", "panties", "pants",
    "pumps", "purse", "ring", "romper", "sandals", "scarf", "shirt", "shoes", "shorts", "skin", "skirt",
    "sneakers", "socks", "stockings", "suit", "sunglasses", "sweater", "sweatshirt", "swimwear", "t-shirt", "tie",
    "tights", "top", "vest", "wallet", "watch", "wedges",
)  # fmt: skip


class Item(IntEnum):
    """The labels that the procedural people wear; background is 0."""

    BACKGROUND = 0
    BAG = 2
    BELT = 3
    BLAZER = 4
    BLOUSE = 5
    BOOTS = 7
    CARDIGAN = 11
    COAT = 13
    DRESS = 14
    GLASSES = 17
    GLOVES = 18
    HAIR = 19
    HAT = 20
    HEELS = 21
    JACKET = 24
    JEANS = 25
    LEGGINGS = 27
    PANTS = 31
    PURSE = 33
    SCARF = 37
    SHIRT = 38
    SHOES = 39
    SHORTS = 40
    SKIN = 41
    SKIRT = 42
    SNEAKERS = 43
    SOCKS = 44
    STOCKINGS = 45
    SUNGLASSES = 47
    SWEATER = 48
    T_SHIRT = 51
    TIE = 52
    TIGHTS = 53
    VEST = 55
