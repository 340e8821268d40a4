using Piecewise.Llm.Templates;

namespace Piecewise.Llm.Tests.Templates;

/// <summary>A template that asks for too much is refused in a sentence, soon, and never takes the process along.</summary>
public sealed class LimitTests
{
    public static TheoryData<string, string> Hostile => new()
    {
        { "{{ 'a' * 1000000000 }}", "text" },
        { "{{ [0] * 1000000000 }}", "list" },
        { "{{ 'a' * 10 ** 100 }}", "text" },
        { "{{ 2 ** 100000 }}", "bits" },
        { "{{ 10 ** 10 ** 10 ** 10 ** 10 }}", "bits" },
        { "{% for i in range(100001) %}{% endfor %}", "range" },
        { "{% for i in range(10000) %}{% for j in range(10000) %}{% endfor %}{% endfor %}", "steps" },
        { "{% set n = namespace(s='a') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}", "text" },
        { "{% set n = namespace(s='a') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}", "text" },
        { "{% set n = namespace(s=[1]) %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}", "list" },
        { "{% set n = namespace(s=[]) %}{% for i in range(1000) %}{% set n.s = [n.s] %}{% endfor %}", "nested" },
        { "{% set n = namespace(s={}) %}{% for i in range(1000) %}{% set n.s = {'a': n.s} %}{% endfor %}", "nested" },
        { "{% set n = namespace(s=[]) %}{% for i in range(1000) %}{% set n.s = n.s | map('string') %}{% endfor %}", "nested" },
        { "{% set n = namespace(a=[0], b=[0]) %}{% for i in range(100) %}{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}"
            + "{% endfor %}{{ n.a == n.b }}", "steps" },
        { "{% set n = namespace(a=[0]) %}{% for i in range(100) %}{% set n.a = [n.a, n.a] %}{% endfor %}{{ n.a }}", "" },
        { "{% set n = namespace(a=[0]) %}{% for i in range(100) %}{% set n.a = [n.a, n.a] %}{% endfor %}{{ n.a | tojson }}", "" },
        { "{% set n = namespace() %}{% set n.a = n %}{{ n }}", "nested" },
        { "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "macros" },
        { "{% macro f(n) %}{% if n %}{% call g(n) %}{% endcall %}{% endif %}{% endmacro %}"
            + "{% macro g(n) %}{{ f(n) }}{{ caller() }}{% endmacro %}{{ f(1) }}", "macros" },
        { "{% for x in [[]] recursive %}{{ loop([x]) }}{% endfor %}", "macros" },
        { "{{ 'ab' | center(1000000000) }}", "text" },
        { "{{ '%1000000000d' % 1 }}", "text" },
        { "{{ '%.1000000000d' % 1 }}", "text" },
        { "{{ '{:1000000000}'.format(1) }}", "text" },
        { "{{ 'a'.zfill(1000000000) }}", "text" },
        { "{{ '\\t'.expandtabs(1000000000) }}", "text" },
        { "{{ 'a\\nb' | indent(1000000000) }}", "text" },
        { "{{ [1] | batch(1000000000, 'x') | list }}", "list" },
        { "{{ [1] | slice(1000000000) | list }}", "list" },
        { "{{ range(100000) | join('a' * 1000) }}", "text" },
        { "{{ ('a' * 100000) | replace('a', 'b' * 1000) }}", "text" },
        { "{{ ('a' * 100000) | replace('', 'b' * 1000) }}", "text" },
        { "{{ ('a' * 1000000) | list }}", "list" },
        { "{{ ('a ' * 1000000).split() }}", "list" },
        { "{{ " + new string('(', 10000) + "1" + new string(')', 10000) + " }}", "nests" },
        { "{{ " + new string('[', 10000) + new string(']', 10000) + " }}", "nests" },
        { "{{ " + string.Concat(Enumerable.Repeat("not ", 10000)) + "1 }}", "nests" },
        { "{{ " + new string('-', 10000) + "1 }}", "nests" },
        { "{{ " + string.Concat(Enumerable.Repeat("1 if 1 else ", 10000)) + "1 }}", "nests" },
        { string.Concat(Enumerable.Repeat("{% if 1 %}", 10000)), "nests" },
        { new string(' ', (1 << 20) + 1), "characters" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Too_much_is_refused(string template, string named)
    {
        // On a thread whose stack is as small as any that a server may have.
        string? message = null;
        Exception? other = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    Rendering.Render(template);
                }
                catch (TemplateLimitException e)
                {
                    message = e.Message;
                }
                catch (Exception e)
                {
                    other = e;
                }
            },
            512 * 1024);
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)));
        Assert.Null(other);
        Assert.NotNull(message);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    // Long, but not deep for whoever reads it: the tree is as deep as the chain is long.
    [Theory]
    [InlineData("+1")]
    [InlineData("|string")]
    [InlineData(".a")]
    [InlineData("[0:]")]
    [InlineData(" is defined")]
    public void Long_chains_end_in_a_result_or_a_message(string link)
    {
        var template = "{% set a = 'x' %}{{ a" + string.Concat(Enumerable.Repeat(link, 20000)) + " }}";
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => Rendering.Render(template)), 512 * 1024);
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)));
        Assert.True(thrown is null or TemplateException, thrown?.ToString());
    }

    // What a text costs is what is made of it, not what lies before.
    [Fact]
    public void A_long_text_of_many_parts_is_no_problem()
    {
        var part = new string('a', 100);
        Assert.Equal(5_000_000, Rendering.Render($"{{% for i in range(50000) %}}{part}{{% endfor %}}").Length);
    }
}
