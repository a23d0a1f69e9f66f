import cities from "./cities.json";

/** Names to find one's way by: cities only, no borders. `from`: the zoom at which they appear. */
export interface City {
  lat: number;
  lng: number;
  "zh-CN": string;
  en: string;
  from: number;
}

export const CITIES: City[] = cities;
