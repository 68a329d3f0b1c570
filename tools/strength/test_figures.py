"""What figures are made of: `python3 -m unittest discover tools/strength`. Needs no packages."""

import tempfile
import unittest
from pathlib import Path

import report
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

    def test_only_what_lies_between_the_marks_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            document = Path(folder, "strength.md")
            document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
            report.write(document, "new")
            self.assertEqual(document.read_text(), f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n")


class Sums(unittest.TestCase):
    def test_sums_are_worked_out_from_the_left(self):
        for text, worked_out in [("3*4+215", "227"), ("7x8+243=", "299"), ("215+3+4", "222"), ("12", "12")]:
            self.assertEqual(result(text), worked_out)


if __name__ == "__main__":
    unittest.main()
