using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Simplify;

/// <summary>Puts copies at random places of a graph: in front of writes and elsewhere, chains and copies of views included.</summary>
internal static class RandomClones
{
    public static int Insert(Graph graph, OperatorCatalog catalog, Random random, int count)
    {
        var inserted = 0;
        for (var i = 0; i < count; i++)
        {
            graph.Number();
            Node[] sources = [.. graph.Nodes.Where(n => n.Type is TensorType && n.HasUsers)];
            var source = sources[random.Next(sources.Length)];
            Node[] users = [.. source.Users.OrderBy(u => u.Index)];
            // After some of the users, in front of others: the copy is of whatever the tensor is then.
            var first = users[random.Next(users.Length)];
            var clone = catalog.Call(graph, first, "aten::clone.default", source);
            var keepsLayout = clone.Type.Equals(source.Type);
            foreach (var user in users.Where(u => u.Index >= first.Index && (keepsLayout || u.Kind == NodeKind.Output)))
            {
                if (user == first || random.Next(2) == 0)
                {
                    user.ReplaceInput(source, clone);
                }
            }
            if (clone.HasUsers)
            {
                inserted++;
            }
            else
            {
                graph.Erase(clone);
            }
        }
        return inserted;
    }
}
