using System.Diagnostics;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>
/// A program of its own around the sample networks, for what cannot be seen from inside the test host: how the runtime compiles the
/// methods, what it computes with vector widths switched off, and allocations without a host's own.
/// </summary>
internal static class Probe
{
    private const string Program = """
        using System;
        using Cnn.Gen;

        public static class Program
        {
            public static void Main(string[] arguments)
            {
                foreach (string task in arguments)
                {
                    Run<EngineSingle.LeNet5>(task);
                    Run<EngineSingle.DigitNet>(task);
                    Run<EngineSingle.Decoder>(task);
                    Run<EngineSingle.Mobile>(task);
                    Run<EngineSingle.Excite>(task);
                    Run<EngineSingle.Shared>(task);
                    Run<EngineSingle.Rounded>(task);
                }
            }

            private static void Run<TModel>(string task)
                where TModel : ITrainableModel<TModel, float>, new()
            {
                const int images = 3;
                var model = new TModel();
                var random = new Random(1);
                float[] x = Numbers(random, images * TModel.Info.InputLength), dy = Numbers(random, images * TModel.Info.OutputLength);
                float[] y = new float[dy.Length], trained = new float[dy.Length], dx = new float[x.Length];
                TrainingPass<float> pass = model.CreatePass();
                GradientSet<float> gradients = model.CreateGradients();
                void Step()
                {
                    model.Predict(x, y);
                    model.Forward(x, trained, pass);
                    model.Backward(dy, gradients, dx, pass);
                }

                Step();
                if (task == "hash")
                {
                    ulong hash = Hash(Hash(Hash(Hash(14695981039346656037, y), trained), dx), gradients.Values);
                    Console.WriteLine($"{typeof(TModel).Name} {hash:x16}");
                    return;
                }

                // The first round is for the runtime, which compiles the callers anew while they run.
                for (int round = 0; round < 4; round++)
                {
                    model.Threads = 1 + (round % 2);
                    Step();
                    int predictions = typeof(TModel).Name == "LeNet5" ? 10_000 : 100;
                    ReadOnlySpan<float> image = x.AsSpan(0, TModel.Info.InputLength);
                    Span<float> output = y.AsSpan(0, TModel.Info.OutputLength);
                    long before = GC.GetTotalAllocatedBytes(true);
                    for (int i = 0; i < predictions; i++)
                        model.Predict(image, output);
                    long predicted = GC.GetTotalAllocatedBytes(true);
                    for (int i = 0; i < 20; i++)
                        Step();
                    long stepped = GC.GetTotalAllocatedBytes(true);
                    if (round >= 2)
                        Console.WriteLine($"{typeof(TModel).Name} {model.Threads} {predicted - before} {stepped - predicted}");
                }
            }

            private static float[] Numbers(Random random, int length)
            {
                var numbers = new float[length];
                for (int i = 0; i < length; i++)
                    numbers[i] = random.NextSingle() - 0.5f;
                return numbers;
            }

            private static ulong Hash(ulong hash, ReadOnlySpan<float> values)
            {
                for (int i = 0; i < values.Length; i++)
                    hash = unchecked((hash ^ BitConverter.SingleToUInt32Bits(values[i])) * 1099511628211);
                return hash;
            }
        }
        """;

    private static readonly Lazy<string> Path = new(Build);

    /// <summary>The networks, one line of the output each, or one for each number of threads.</summary>
    public static IReadOnlyList<TestModel> Networks { get; } = [.. SampleNetworks.All, SampleNetworks.Rounded];

    /// <summary>Runs the program with one task, <c>hash</c> or <c>allocations</c>, and returns the lines that it prints.</summary>
    public static string[] Run(string task, params (string Name, string Value)[] environment)
    {
        string runtime = Environment.ProcessPath is { } host && System.IO.Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
        var start = new ProcessStartInfo(runtime, ["exec", Path.Value, task]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The probe ended with {process.ExitCode}: {errors.Result}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string Build()
    {
        string folder = System.IO.Path.Combine(AppContext.BaseDirectory, "Probe");
        Directory.CreateDirectory(folder);
        string path = System.IO.Path.Combine(folder, "Probe.dll"), library = typeof(CnnModelAttribute).Assembly.Location;
        ModelAssembly.CompileProgram(Networks, Engine.Single, Program, path);
        File.Copy(library, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(library)), overwrite: true);
        File.WriteAllText(System.IO.Path.Combine(folder, "Probe.runtimeconfig.json"), $$"""
            { "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }
            """);
        return path;
    }
}
