using Piecewise.Compiler.Entries;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Entries;

public sealed class EntryPlanTests
{
    private static readonly DynamicSize UpTo8192 = new("s0", new SizeRange(1, 8192));

    [Fact]
    public void R1_endpoints_end_ranges() =>
        Assert.Equal(["(1, 8)", "(9, 32)", "(33, 8192)"], Entries(new EntryOptions { RangeEndpoints = [8, 32] }));

    [Fact]
    public void R1_split_points_begin_ranges() =>
        Assert.Equal(["(1, 31)", "(32, 63)", "(64, 8192)"], Entries(new EntryOptions { RangeSplitPoints = [32, 64] }));

    [Fact]
    public void R1_duplicates_merge_and_order_does_not_matter() =>
        Assert.Equal(["(1, 8)", "(9, 32)", "(33, 8192)"],
            Entries(new EntryOptions { RangeEndpoints = [32, 8, 8, 8192], RangeSplitPoints = [33, 9, 1] }));

    [Fact]
    public void R1_every_point_outside_is_named()
    {
        var e = Assert.Throws<EntryException>(
            () => Entries(new EntryOptions { RangeEndpoints = [0, 8, 8193], Sizes = [-3], RangeSplitPoints = [9000] }));
        foreach (var text in new[] { "endpoint 0 ", "endpoint 8193 ", "size -3 ", "split point 9000 ", "(1, 8192)", "[R1]", "[R2]" })
        {
            Assert.Contains(text, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void R2_sizes_have_entries_of_their_own_and_win()
    {
        var plan = EntryPlan.Make(UpTo8192, new EntryOptions { RangeEndpoints = [8, 32], Sizes = [64, 16, 128, 16] });
        Assert.Equal(["(16, 16)", "(64, 64)", "(128, 128)", "(1, 8)", "(9, 32)", "(33, 8192)"], plan.Entries.Select(e => e.ToString()));
        Assert.Equal(
            ["(1, 8)", "(1, 8)", "(16, 16)", "(9, 32)", "(33, 8192)", "(64, 64)", "(33, 8192)"],
            new long[] { 1, 4, 16, 24, 48, 64, 8192 }.Select(n => plan.Entries[plan.Dispatch.Find(n)].ToString()));
    }

    [Fact]
    public void R2_a_size_that_is_a_range_already_is_one_entry() =>
        Assert.Equal(["(1, 1)", "(2, 8192)"], Entries(new EntryOptions { RangeEndpoints = [1], Sizes = [1] }));

    [Fact]
    public void R6_the_hint_is_the_end() =>
        Assert.Equal([8L, 8192], EntryPlan.Make(UpTo8192, new EntryOptions { RangeEndpoints = [8] }).Entries.Select(e => e.TuningHint));

    [Fact]
    public void R7_a_size_outside_names_the_size_and_the_entries()
    {
        var e = Assert.Throws<SizeOutOfRangeException>(
            () => EntryPlan.Make(UpTo8192, new EntryOptions { RangeEndpoints = [8] }).Dispatch.Find(8193));
        Assert.Contains("8193", e.Message, StringComparison.Ordinal);
        Assert.Contains("(1, 8) (9, 8192)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void R8_endpoints_that_passes_need_are_added_with_their_reason()
    {
        var plan = EntryPlan.Make(UpTo8192, new EntryOptions { RangeEndpoints = [32] },
            [new(512, "fusion up to 512"), new(9000, "too far"), new(0, "nowhere"), new(32, "there already")]);
        Assert.Equal(["(1, 32)", "(33, 512)", "(513, 8192)"], plan.Entries.Select(e => e.ToString()));
        Assert.Equal(["there already", "fusion up to 512"], plan.Derived.Select(d => d.Reason));
    }

    [Fact]
    public void R9_an_entry_without_a_warm_up_size_gets_its_end()
    {
        var plan = EntryPlan.Make(UpTo8192, new EntryOptions { RangeEndpoints = [8, 32], Sizes = [16], WarmUpSizes = [4, 20] });
        Assert.Equal([4L, 16, 20, 8192], plan.WarmUpSizes.ToArray());
    }

    [Fact]
    public void R10_without_a_dynamic_size_there_is_one_entry()
    {
        var plan = EntryPlan.Make(DynamicSize.None, new EntryOptions { RangeEndpoints = [8] });
        Assert.True(Assert.Single(plan.Entries).IsStatic);
    }

    [Fact]
    public void The_largest_size_can_be_narrowed_but_not_widened()
    {
        Assert.Equal(["(1, 8)", "(9, 64)"], Entries(new EntryOptions { RangeEndpoints = [8], MaxSize = 64 }));
        Assert.Contains("8193", Assert.Throws<EntryException>(() => Entries(new EntryOptions { MaxSize = 8193 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_unbounded_program_has_an_unbounded_last_entry()
    {
        var plan = EntryPlan.Make(new DynamicSize("s0", new SizeRange(2, long.MaxValue)), new EntryOptions { RangeEndpoints = [8] });
        Assert.Equal(["(2, 8)", "(9, inf)"], plan.Entries.Select(e => e.ToString()));
        Assert.Equal(9, plan.Entries[1].TuningHint);
        Assert.Equal(1, plan.Dispatch.Find(1L << 40));
    }

    [Fact]
    public void One_list_for_many_programs_takes_what_lies_inside()
    {
        var options = new EntryOptions
        {
            RangeEndpoints = [1, 8, 32, 4096]
        }.Within(new DynamicSize("s0", new SizeRange(2, 16)), out var leftOut);
        Assert.Equal([1L, 32, 4096], leftOut.ToArray());
        Assert.Equal([8L], options.RangeEndpoints.ToArray());
    }

    [Fact]
    public void Every_size_has_the_entry_that_a_search_finds()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var max = random.Next(1, 200);
            var size = new DynamicSize("s", new SizeRange(random.Next(0, max), max));
            long Inside() => random.NextInt64(size.Range.Start, max + 1);
            var options = new EntryOptions
            {
                RangeEndpoints = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Inside())],
                RangeSplitPoints = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Inside())],
                Sizes = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Inside())],
            };
            var plan = EntryPlan.Make(size, options);
            for (var n = size.Range.Start; n <= max; n++)
            {
                var found = plan.Entries[plan.Dispatch.Find(n)];
                Assert.Equal(options.Sizes.Contains(n), found.Range.IsSingleSize && (options.Sizes.Contains(n)));
                Assert.Single(plan.Entries,
                    e => e.Range.Contains(n) && !options.Sizes.Any(s => e.Range == new SizeRange(s, s) && s != n) && e == found);
            }
            Assert.Throws<SizeOutOfRangeException>(() => plan.Dispatch.Find(max + 1));
        }
    }

    private static IEnumerable<string> Entries(EntryOptions options) => EntryPlan.Make(UpTo8192, options).Entries.Select(e => e.ToString());
}
