using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Piecewise.Cli.Tests.Load;

/// <summary>A server on the loopback that answers as it is told: chunks of a stream, each after some milliseconds.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, string, (int Status, (int Delay, string Data)[] Chunks)> answer;
    private int running;

    /// <param name="answer">From path and body to status and what is sent.</param>
    public ScriptedServer(Func<string, string, (int Status, (int Delay, string Data)[] Chunks)> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Requests that ran at once at most.</summary>
    public int Peak { get; private set; }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var (path, body) = await ReadAsync(stream);
            lock (listener)
            {
                Peak = Math.Max(Peak, ++running);
            }
            var (status, chunks) = answer(path, body);
            await WriteAsync(stream, $"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Type: text/event-stream\r\n\r\n");
            foreach (var (delay, data) in chunks)
            {
                await Task.Delay(delay);
                await WriteAsync(stream, data);
            }
            lock (listener)
            {
                running--;
            }
        }
    }

    private static async Task<(string Path, string Body)> ReadAsync(NetworkStream stream)
    {
        var (bytes, part) = (new List<byte>(), new byte[4096]);
        while (true)
        {
            var count = await stream.ReadAsync(part);
            bytes.AddRange(part[..count]);
            var text = Encoding.UTF8.GetString([.. bytes]);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                var body = text[(end + 4)..];
                var isWhole = text.StartsWith("GET", StringComparison.Ordinal)
                    || (body.Contains("\r\n0\r\n\r\n", StringComparison.Ordinal) || body.Length >= LengthOf(text[..end]));
                if (isWhole || count == 0)
                {
                    return (text.Split(' ')[1], body);
                }
            }
        }
    }

    private static int LengthOf(string headers) => headers.Split("\r\n")
        .Where(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(h => int.Parse(h[15..]))
        .DefaultIfEmpty(int.MaxValue).First();

    private static async Task WriteAsync(NetworkStream stream, string text)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        await stream.FlushAsync();
    }
}
