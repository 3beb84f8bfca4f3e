using System.Numerics;
using Cnn.Gen.Runtime;

namespace Cnn.Gen;

/// <summary>Gives parameters their first values. A parameter's values depend on the seed and its place in the model's list only.</summary>
internal static class Initializer
{
    /// <summary>Fills <paramref name="values"/>, the elements of parameter number <paramref name="index"/>.</summary>
    public static void Fill<T>(ParameterInfo parameter, int index, int seed, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Xoshiro256(seed, index);
        switch (parameter.Initializer)
        {
            case InitializerKind.Zeros:
                values.Clear();
                break;
            case InitializerKind.Ones:
                values.Fill(T.One);
                break;
            case InitializerKind.Quarters:
                values.Fill(T.CreateChecked(0.25));
                break;
            case InitializerKind.HeNormal:
                double deviation = Math.Sqrt(2.0 / parameter.FanIn);
                foreach (ref T value in values)
                    value = T.CreateTruncating(deviation * random.NextNormal());
                break;
            case InitializerKind.GlorotUniform:
                double bound = Math.Sqrt(6.0 / ((double)parameter.FanIn + parameter.FanOut));
                foreach (ref T value in values)
                    value = T.CreateTruncating(bound * ((2 * random.NextUniform()) - 1));
                break;
            default:
                throw new InvalidOperationException($"{parameter.Name}: there is no initializer {parameter.Initializer}.");
        }
    }
}
