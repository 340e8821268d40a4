using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>What fusions do with calls of several results.</summary>
internal static class FusionRewrites
{
    extension(PassContext context)
    {
        /// <summary>One result of a call with several.</summary>
        public Node Item(Node before, Node tuple, int index) =>
            context.Call(before, Dialect.GetItem, ((TupleType)tuple.Type).Items[index], tuple, (long)index);

        /// <summary>
        /// Makes the users of each result of a call take another value; one that nothing takes may be missing. Then the call goes.
        /// </summary>
        public void ReplaceItems(Node tuple, params ReadOnlySpan<Func<Node>> replacements)
        {
            for (var i = 0; i < replacements.Length; i++)
            {
                Node? made = null;
                foreach (var item in tuple.Items(i).ToArray())
                {
                    item.ReplaceAllUsesWith(made ??= replacements[i]());
                    context.Graph.Erase(item);
                }
            }
            context.EraseUnused(tuple);
        }

        /// <summary>Adds a call after the place of an old one, whose place in the model it takes over.</summary>
        public Node Fused(Node before, Node old, string op, NodeType type, ImmutableArray<Argument> arguments)
        {
            var fused = context.Call(before, op, type, arguments.AsSpan());
            fused.Source = old.Source;
            return fused;
        }
    }
}
