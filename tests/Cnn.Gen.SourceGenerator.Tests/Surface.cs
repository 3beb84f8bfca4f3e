namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>User's code that calls all that appears on a class, so that nothing missing from it stays unseen.</summary>
internal static class Surface
{
    /// <summary>A file that uses every member of <paramref name="name"/>, and the kernels of <paramref name="layers"/>: name and operands of <c>Forward</c> and <c>Backward</c>.</summary>
    public static string Of(string name, params (string Name, int Forward, int Backward)[] layers) =>
        $$"""
        using System;
        using Cnn.Gen;

        internal static class Uses{{name.Replace('.', '_')}}
        {
            public static int All(System.IO.Stream stream)
            {
                Use(new {{name}}());
                var net = new {{name}}(seed: 3);
                net = {{name}}.Load("path");
                net = {{name}}.Load(stream, LoadOptions.Default);
                net = {{name}}.Load(new ReadOnlySpan<byte>([1, 2]));
                net.Save("path");
                net.Save(stream);
                Span<float> values = new float[{{name}}.OutputLength];
                net.Predict(values, values);
                net.Threads = net.Classify(values) + net.Threads;
                {{name}} other = net.Share();
                ParameterSet<float> parameters = other.Parameters;
                TrainingPass<float> pass = net.CreatePass();
                GradientSet<float> gradients = net.CreateGradients();
                net.Forward(values, values, pass);
                net.Backward(values, gradients, values, pass);
                net.Backward(values, values, gradients, values);
                {{string.Join("\n        ", layers.SelectMany(layer => new[]
                {
                    $"{name}.{layer.Name}.Forward({Values(layer.Forward)});",
                    $"{name}.{layer.Name}.Backward({Values(layer.Backward)});",
                }))}}
                const string Text = {{name}}.Summary + {{name}}.Definition;
                return Text.Length + parameters.GetHashCode()
                    + {{name}}.InputHeight + {{name}}.InputWidth + {{name}}.InputChannels + {{name}}.InputLength
                    + {{name}}.OutputHeight + {{name}}.OutputWidth + {{name}}.OutputChannels + {{name}}.OutputLength + {{name}}.ParameterCount;
            }

            private static void Use<T>(T net) where T : ITrainableModel<T, float> => _ = net;
        }
        """;

    private static string Values(int count) => string.Join(", ", Enumerable.Repeat("values", count));
}
