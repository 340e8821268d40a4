"""The operator piecewise::attention against a formula written out token by token."""

import math
import unittest

import torch

from piecewise_export import operator  # noqa: F401  (registers the operator)

attention = torch.ops.piecewise.attention


def formula(query, key, value, scale, window=-1, softcap=0.0, sinks=None):
    tokens, heads, _ = query.shape
    group = heads // key.shape[1]
    result = torch.zeros(tokens, heads, value.shape[2])
    for h in range(heads):
        for i in range(tokens):
            visible = [j for j in range(i + 1) if window <= 0 or i - j < window]
            scores = [scale * float(query[i, h] @ key[j, h // group]) for j in visible]
            if softcap > 0:
                scores = [softcap * math.tanh(score / softcap) for score in scores]
            extra = [] if sinks is None else [float(sinks[h])]
            largest = max(scores + extra)
            total = sum(math.exp(score - largest) for score in scores + extra)
            for j, score in zip(visible, scores):
                result[i, h] += math.exp(score - largest) / total * value[j, h // group]
    return result


class Operator(unittest.TestCase):
    def setUp(self):
        generator = torch.Generator().manual_seed(2)
        self.query = torch.randn(7, 4, 8, generator=generator) * 2
        self.key = torch.randn(7, 2, 8, generator=generator) * 2
        self.value = torch.randn(7, 2, 6, generator=generator)
        self.sinks = torch.randn(4, generator=generator)

    def check(self, **options):
        expected = formula(self.query, self.key, self.value, 0.3, **options)
        actual = attention(self.query, self.key, self.value, 0, 0.3, **options)
        torch.testing.assert_close(actual, expected, rtol=1e-5, atol=1e-5)

    def test_grouped_heads_with_another_value_width(self):
        self.check()

    def test_sliding_window(self):
        for window in (1, 3, 7, 100):
            self.check(window=window)

    def test_softcap(self):
        self.check(softcap=0.7)

    def test_sinks(self):
        self.check(sinks=self.sinks)

    def test_all_together(self):
        self.check(window=2, softcap=1.5, sinks=self.sinks)

    def test_one_token_gives_its_value_in_memory_of_its_own(self):
        query, key, value = self.query[:1], self.key[:1], self.value[:1]
        result = attention(query, key, value, 0, 0.3)
        torch.testing.assert_close(result, value.repeat_interleave(2, dim=1))
        self.assertNotIn(result.data_ptr(), (query.data_ptr(), key.data_ptr(), value.data_ptr()))

    def test_result_is_contiguous_for_strided_inputs(self):
        strided = [x.transpose(0, 1).contiguous().transpose(0, 1) for x in (self.query, self.key, self.value)]
        result = attention(*strided, 0, 0.3)
        self.assertTrue(result.is_contiguous())
        torch.testing.assert_close(result, attention(self.query, self.key, self.value, 0, 0.3))

    def test_half_precision_is_computed_in_float(self):
        halves = [x.bfloat16() for x in (self.query, self.key, self.value)]
        result = attention(*halves, 0, 0.3)
        self.assertEqual(result.dtype, torch.bfloat16)
        expected = formula(*(x.float() for x in halves), 0.3)
        torch.testing.assert_close(result, expected.bfloat16(), rtol=1e-2, atol=1e-2)

    def test_schema_and_shape_rule_hold(self):
        torch.library.opcheck(attention.default, (self.query, self.key, self.value, 0, 0.3, 2, 1.0, self.sinks),
                              test_utils=("test_schema", "test_faketensor"))


if __name__ == "__main__":
    unittest.main()
