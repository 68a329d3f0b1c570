"""What figures are made of: `python3 -m unittest discover tools/strength`. Needs no packages."""

import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import report
from kept import Kept
from report import Figure, standard_error, wilson
from sums import result


class Figures(unittest.TestCase):
    def test_none_of_two_hundred_means_less_than_two_in_a_hundred(self):
        low, high = wilson(0, 200)
        self.assertEqual(low, 0)
        self.assertAlmostEqual(high, 1.88, places=2)

    def test_a_share_has_the_standard_error_of_its_number(self):
        share, error = standard_error(250, 500)
        self.assertEqual(share, 50)
        self.assertAlmostEqual(error, 2.23, places=2)

    def test_a_table_says_what_was_not_measured(self):
        figures = [Figure("a", "one", 5, 10), Figure("b", "two", 0, 10)]
        first, _, one, two = report.table(figures).splitlines()
        self.assertEqual(first, "| attack | a | b |")
        self.assertIn("50.0 ± 15.1 % (5 of 10; 23.7 to 76.3)", one)
        self.assertTrue(one.endswith("| not measured |"))
        self.assertIn("| not measured | 0.0", two)

    def test_a_table_says_what_there_is_no_program_for(self):
        figures = [Figure("a", "one", 5, 10), Figure("b", "two", 0, 10)]
        *_, one, two = report.table(figures, {("a", "one"), ("a", "two"), ("b", "two")}).splitlines()
        self.assertTrue(one.endswith("| not tried |"))
        self.assertIn("| not measured | 0.0", two)

    def test_only_what_lies_between_the_marks_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            document = Path(folder, "strength.md")
            document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
            report.write(document, "new")
            self.assertEqual(document.read_text(), f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n")


class Findings(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.asked = []

    def pictures(self, *contents: str) -> list[SimpleNamespace]:
        for content in contents:
            Path(self.folder, f"{content}.png").write_text(content)
        return [SimpleNamespace(path=Path(self.folder, f"{content}.png")) for content in contents]

    def read(self, *contents: str, attack: str = "one", is_all: bool = False) -> list[bool]:
        def attacked(pictures):
            self.asked += [picture.path.stem for picture in pictures]
            return [picture.path.stem == "easy" for picture in pictures]

        return Kept(self.folder, "text", is_all).right(attack, self.pictures(*contents), attacked)

    def test_a_picture_is_attacked_once_by_each_attack(self):
        self.assertEqual(self.read("easy", "hard"), [True, False])
        self.assertEqual(self.read("other", "easy", "hard"), [False, True, False])
        self.assertEqual(self.asked, ["easy", "hard", "other"])
        self.assertEqual(self.read("easy", attack="two"), [True])
        self.assertEqual(self.asked[3:], ["easy"])

    def test_pictures_that_were_not_attacked_are_left_out_where_nothing_is_found_out_any_more(self):
        self.read("easy")
        self.assertEqual(self.read("hard", "easy", is_all=True), [True])
        self.assertEqual(self.asked, ["easy"])

    def test_what_was_cut_while_it_was_written_down_is_found_again(self):
        self.read("easy", "hard")
        file = Path(self.folder, "figures.jsonl")
        file.write_text(file.read_text()[:-9])
        for _ in range(2):
            self.assertEqual(self.read("easy", "hard"), [True, False])
        self.assertEqual(self.asked, 2 * ["easy", "hard"])


class Sums(unittest.TestCase):
    def test_sums_are_worked_out_from_the_left(self):
        for text, worked_out in [("3*4+215", "227"), ("7x8+243=", "299"), ("215+3+4", "222"), ("12", "12")]:
            self.assertEqual(result(text), worked_out)


if __name__ == "__main__":
    unittest.main()
